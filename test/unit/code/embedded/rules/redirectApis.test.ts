import type { ApiTable } from './apiTables.ts';
import { javaScriptCalls, pythonCalls } from './apiTables.ts';

const TABLE: ApiTable = {
  ruleId: 'open-redirect',
  severity: 'medium',
  tainted: 'request.args["a"]',
  constant: '"/a"',
};

describe('APIs that redirect', () => {
  pythonCalls(TABLE, [
    ['import flask', 'return flask.redirect(TAINTED)'],
    ['from flask import redirect', 'return redirect(location=TAINTED, code=303)'],
    ['from django.shortcuts import redirect', 'return redirect(TAINTED)'],
    ['from django.http import HttpResponseRedirect', 'return HttpResponseRedirect(TAINTED)'],
    ['from starlette.responses import RedirectResponse', 'return RedirectResponse(url=TAINTED)'],
    ['from aiohttp import web', 'raise web.HTTPFound(TAINTED)'],
    ['from bottle import redirect', 'redirect(TAINTED)'],
    ['', 'self.redirect(TAINTED)'],
    ['from flask import Response', 'Response(status=302).headers["Location"] = TAINTED'],
    ['', 'return {"statusCode": 301, "headers": {"location": TAINTED}}'],
  ]);

  javaScriptCalls({ ...TABLE, tainted: 'req.query.a' }, [
    ['', 'res.redirect(TAINTED)'],
    ['', 'res.redirect(302, TAINTED)'],
    ['', 'reply.redirect(TAINTED, 302)'],
    ['', 'ctx.redirect(TAINTED)'],
    ['', 'res.cookie("a", "b", { httpOnly: true, secure: true, sameSite: "lax" }).redirect(TAINTED)'],
    ['', 'res.location(TAINTED)'],
    ['', 'res.set("Location", TAINTED)'],
    ['', 'res.writeHead(301, { location: TAINTED })'],
    ['', 'return new Response(null, { status: 302, headers: { Location: TAINTED } })'],
    ['', 'return Response.redirect(TAINTED)'],
    ['import { redirect } from "next/navigation";', 'redirect(TAINTED)'],
    [
      'import { NextResponse } from "next/server";',
      'return NextResponse.redirect(new URL(TAINTED, "https://a.example"))',
    ],
    ['import { redirect } from "@remix-run/node";', 'return redirect(TAINTED)'],
    ['import { redirect } from "@sveltejs/kit";', 'redirect(303, TAINTED)'],
    ['', 'return { statusCode: 302, headers: { Location: TAINTED } }'],
    ['', 'window.location.assign(TAINTED)'],
  ]);
});
