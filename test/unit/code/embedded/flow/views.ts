import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';

/** Severities of what is found in the body of a Flask view in which `tainted` is the client's. */
export async function inPython(body: string, before = ''): Promise<string[]> {
  const lines = body.replace(/^\n|\s+$/g, '').split('\n');
  const indentation = /^ */.exec(lines[0] ?? '')?.[0].length ?? 0;
  const text = `import os, re\nfrom flask import request\n${before}\ndef view():\n    tainted = request.args['t']\n${lines.map((line) => `    ${line.slice(indentation)}`).join('\n')}\n`;
  const response = await analyse('python', text);
  assert.deepEqual([response.status, response.reasons], ['complete', []], text);
  return response.findings.map((finding) => finding.severity);
}

/** The same for an Express handler. */
export async function inJavaScript(body: string, before = ''): Promise<string[]> {
  const text = `const { exec } = require('child_process');\n${before}\nfunction view(req, res) {\n  const tainted = req.query.t;\n${body}\n}\n`;
  const response = await analyse('javascript', text);
  assert.deepEqual([response.status, response.reasons], ['complete', []], text);
  return response.findings.map((finding) => finding.severity);
}

export const FLOWS = ['critical'];
export const SILENT: string[] = [];
