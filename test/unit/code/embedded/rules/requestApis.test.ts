import type { ApiTable } from './apiTables.ts';
import { javaScriptCalls, pythonCalls } from './apiTables.ts';

const TABLE: ApiTable = {
  ruleId: 'ssrf',
  severity: 'high',
  tainted: '"http://" + request.args["a"]',
  constant: '"http://a.example/"',
};

describe('APIs that send requests', () => {
  pythonCalls(TABLE, [
    ['import requests', 'requests.get(TAINTED)'],
    ['import requests', 'requests.request("GET", url=TAINTED)'],
    ['import requests', 'requests.Session().post(TAINTED)'],
    ['from requests import head', 'head(TAINTED)'],
    ['import httpx', 'httpx.put(TAINTED)'],
    ['import httpx', 'await httpx.AsyncClient().get(TAINTED)'],
    ['import httpx', 'httpx.stream("GET", TAINTED)'],
    ['import aiohttp', 'await aiohttp.ClientSession().get(TAINTED)'],
    ['import aiohttp', 'aiohttp.request("GET", TAINTED)'],
    ['import urllib.request', 'urllib.request.urlopen(TAINTED)'],
    ['from urllib.request import Request', 'Request(TAINTED)'],
    ['from urllib.request import urlretrieve', 'urlretrieve(TAINTED, "a")'],
    ['import urllib2', 'urllib2.urlopen(TAINTED)'],
    ['import urllib3', 'urllib3.PoolManager().request("GET", TAINTED)'],
    ['from tornado.httpclient import AsyncHTTPClient', 'await AsyncHTTPClient().fetch(TAINTED)'],
    ['import websockets', 'await websockets.connect(TAINTED)'],
    ['', 'await page.goto(TAINTED)'],
    ['', 'self.session.get(TAINTED)'],
    ['import urllib.parse, requests', 'requests.get(urllib.parse.urljoin("https://a.example", TAINTED))'],
  ]);
  pythonCalls({ ...TABLE, tainted: 'request.args["a"]', constant: '"a.example"' }, [
    ['import http.client', 'http.client.HTTPSConnection(TAINTED)'],
    ['from urllib3 import HTTPConnectionPool', 'HTTPConnectionPool(host=TAINTED)'],
  ]);

  const inJavaScript = { ...TABLE, tainted: '"http://" + req.query.a' };
  javaScriptCalls(inJavaScript, [
    ['', 'await fetch(TAINTED)'],
    ['', 'await fetch(new URL("/a", TAINTED))'],
    ['const fetch = require("node-fetch");', 'await fetch(TAINTED)'],
    ['import { request } from "undici";', 'await request(TAINTED)'],
    ['const axios = require("axios");', 'await axios(TAINTED)'],
    ['const axios = require("axios");', 'await axios.post(TAINTED, {})'],
    ['import axios from "axios";', 'await axios.request({ url: TAINTED })'],
    ['import axios from "axios";', 'await axios.get("/a", { baseURL: TAINTED })'],
    ['import axios from "axios"; const api = axios.create();', 'await api.delete(TAINTED)'],
    ['const got = require("got");', 'await got(TAINTED)'],
    ['import got from "got";', 'await got.extend({}).get(TAINTED)'],
    ['const superagent = require("superagent");', 'await superagent.get(TAINTED)'],
    ['const request = require("request");', 'request({ uri: TAINTED }, () => {})'],
    ['const needle = require("needle");', 'needle("get", TAINTED)'],
    ['import ky from "ky";', 'await ky.get(TAINTED)'],
    ['const http = require("http");', 'http.get(TAINTED, () => {})'],
    ['const https = require("node:https");', 'https.request(new URL(TAINTED))'],
    ['const http2 = require("http2");', 'http2.connect(TAINTED)'],
    ['const WebSocket = require("ws");', 'new WebSocket(TAINTED)'],
    ['import { chromium } from "playwright";', '(await (await chromium.launch()).newPage()).goto(TAINTED)'],
    ['const proxy = require("http-proxy").createProxyServer();', 'proxy.web(req, res, { target: TAINTED })'],
    ['import { NextResponse } from "next/server";', 'NextResponse.rewrite(new URL(TAINTED))'],
  ]);
  javaScriptCalls({ ...inJavaScript, tainted: 'req.query.a', constant: '"a.example"' }, [
    ['const http = require("http");', 'http.request({ host: TAINTED, path: "/" })'],
    ['const https = require("https");', 'https.get({ hostname: TAINTED })'],
  ]);
});
