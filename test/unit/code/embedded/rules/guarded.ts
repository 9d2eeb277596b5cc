import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';

/** Rules and severities of what is found in the body of a Flask view in which `x` is the client's. */
export async function inView(body: string, before = ''): Promise<string[]> {
  const lines = body.split('\n').map((line) => `    ${line}`);
  const text = `import os, re\nfrom flask import abort, request\n${before}\ndef view():\n    x = request.args['x']\n${lines.join('\n')}\n`;
  return found('python', text);
}

/** The same for an Express handler. */
export async function inHandler(body: string, before = ''): Promise<string[]> {
  const text = `const fs = require('fs'); const path = require('path');\n${before}\nasync function view(req, res) {\n  const x = req.query.x;\n  ${body}\n}\n`;
  return found('javascript', text);
}

async function found(language: string, text: string): Promise<string[]> {
  const { findings, status } = await analyse(language, text);
  assert.equal(status, 'complete', text);
  return findings.map((finding) => `${finding.ruleId} ${finding.severity}`);
}
