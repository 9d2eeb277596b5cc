import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const SERVER_SIDE_REQUEST_PYTHON: readonly Sample[] = [
  vulnerable(
    'python',
    'high',
    'an address from the query string',
    `
    import requests
    from flask import jsonify, request

    def preview():
        page = requests.get(request.args['url'], timeout=5)  # FINDING
        return jsonify(length=len(page.content))
  `,
  ),
  vulnerable(
    'python',
    'high',
    'a host in a template, with a client of its own',
    `
    import httpx
    from fastapi import APIRouter

    router = APIRouter()

    @router.get('/status')
    async def status(host: str):
        async with httpx.AsyncClient() as client:
            answer = await client.get(f'https://{host}/health')  # FINDING
        return {'up': answer.status_code == 200}
  `,
  ),
  vulnerable(
    'python',
    'high',
    'no slash ends the name of the host',
    `
    import urllib.request
    from django.http import JsonResponse

    def rates(request):
        address = 'https://rates.example.com' + request.GET['path']
        with urllib.request.urlopen(address) as answer:  # FINDING
            return JsonResponse({'status': answer.status})
  `,
  ),
  vulnerable(
    'python',
    'high',
    'the scheme alone is checked',
    `
    import aiohttp
    from aiohttp import web

    async def hook(request: web.Request):
        target = (await request.json())['callback']
        if not target.startswith('https://'):
            raise web.HTTPBadRequest()
        async with aiohttp.ClientSession() as session:
            async with session.post(target, json={'done': True}) as answer:  # FINDING
                return web.json_response({'status': answer.status})
  `,
  ),
  vulnerable(
    'python',
    'high',
    'a connection to a host',
    `
    import http.client

    def handler(event, context):
        connection = http.client.HTTPSConnection(event['host'], timeout=3)  # FINDING
        connection.request('GET', '/')
        return connection.getresponse().status
  `,
  ),
  vulnerable(
    'python',
    'high',
    'an end that is not one of a domain',
    `
    import requests
    from urllib.parse import urlparse
    from flask import abort, request

    def avatar():
        url = request.form['url']
        if not urlparse(url).hostname.endswith('example.com'):
            abort(400)
        return {'type': requests.head(url, timeout=5).headers['Content-Type']}  # FINDING
  `,
  ),
  vulnerable(
    'python',
    'medium',
    'through a check that is not in the file',
    `
    import requests
    from flask import abort, request
    from .net import is_allowed_url

    def fetch():
        url = request.args['url']
        if not is_allowed_url(url):
            abort(400)
        return {'status': requests.get(url, timeout=5).status_code}  # FINDING
  `,
  ),
  safe(
    'python',
    'input chooses no more than the path',
    `
    import requests
    from flask import current_app, request

    API = 'https://api.example.com/v1'

    def user():
        name = request.args['name']
        first = requests.get(f'{API}/users/{name}', timeout=5)
        second = requests.get('https://api.example.com/items/' + name, params={'q': request.args['q']}, timeout=5)
        third = requests.get(current_app.config['BACKEND'] + '/search?q=' + name, timeout=5)
        return [first.json(), second.json(), third.json()]
  `,
  ),
  safe(
    'python',
    'the host is on a list',
    `
    import requests
    from urllib.parse import urlparse
    from flask import abort, request

    ALLOWED = {'images.example.com', 'static.example.com'}

    def proxy():
        url = request.args['url']
        host = urlparse(url).hostname
        if host not in ALLOWED:
            abort(403)
        return {'status': requests.get(url, timeout=5).status_code}
  `,
  ),
  safe(
    'python',
    'a function that looks at the end of the domain',
    `
    import requests
    from urllib.parse import urlsplit
    from flask import abort, request

    DOMAINS = ['example.com', 'example.org']

    def is_ours(url):
        parts = urlsplit(url)
        if parts.scheme != 'https':
            return False
        return any(parts.hostname == domain or parts.hostname.endswith('.' + domain) for domain in DOMAINS)

    def proxy():
        url = request.args['url']
        if not is_ours(url):
            abort(403)
        return {'status': requests.get(url, timeout=5).status_code}
  `,
  ),
  safe(
    'python',
    'private addresses are refused by a function that throws',
    `
    import ipaddress
    import socket
    import requests
    from urllib.parse import urlparse
    from flask import request

    def check_public(url):
        host = urlparse(url).hostname
        address = ipaddress.ip_address(socket.gethostbyname(host))
        if address.is_private:
            raise ValueError('not public')

    def proxy():
        url = request.args['url']
        check_public(url)
        return {'status': requests.get(url, timeout=5, allow_redirects=False).status_code}
  `,
  ),
  safe(
    'python',
    'a prefix that ends the host',
    `
    import requests
    from flask import abort, request

    def proxy():
        url = request.args['url']
        if not url.startswith('https://files.example.com/'):
            abort(400)
        return {'status': requests.get(url, timeout=5).status_code}
  `,
  ),
  safe(
    'python',
    'sessions and dictionaries have a get, too',
    `
    import requests
    from flask import request, session

    def lookup(client):
        key = request.args['key']
        return {'session': session.get(key), 'client': client.get(key), 'cache': CACHE.get(key)}

    def download(url):
        return requests.get(url, timeout=30).content
  `,
  ),
  safe(
    'python',
    'an allowed name chooses the address',
    `
    import httpx
    from fastapi import FastAPI

    app = FastAPI()
    REGIONS = {'eu': 'https://eu.example.com', 'us': 'https://us.example.com'}

    @app.get('/status/{region}')
    async def status(region: str, item: int):
        answer = httpx.get(REGIONS[region] + f'/items/{item}')
        return {'up': answer.is_success}
  `,
  ),
];
