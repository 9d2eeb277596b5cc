import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';

const PYTHON: readonly (readonly [setup: string, call: string])[] = [
  ['import os', 'os.system(TAINTED)'],
  ['import os', 'os.popen(TAINTED)'],
  ['from os import system as run', 'run(TAINTED)'],
  ['import commands', 'commands.getoutput(TAINTED)'],
  ['import subprocess', 'subprocess.getoutput(TAINTED)'],
  ['import subprocess', 'subprocess.getstatusoutput(TAINTED)'],
  ['import subprocess', 'subprocess.run(TAINTED, shell=True)'],
  ['import subprocess', 'subprocess.run(args=TAINTED, shell=True)'],
  ['import subprocess', 'subprocess.call([TAINTED], shell=True)'],
  ['import subprocess', 'subprocess.check_call(["bash", "-c", TAINTED])'],
  ['import subprocess', 'subprocess.Popen(TAINTED)'],
  ['from subprocess import *\nimport subprocess', 'subprocess.check_output(TAINTED, shell=True)'],
  ['import asyncio', 'asyncio.create_subprocess_shell(TAINTED)'],
  ['import asyncio', 'asyncio.create_subprocess_exec("sh", "-c", TAINTED)'],
  ['import os', 'os.execl("/bin/sh", "sh", "-c", TAINTED)'],
  ['import os', 'os.execvp("/bin/sh", ["sh", "-c", TAINTED])'],
  ['import os', 'os.spawnlp(os.P_WAIT, "sh", "sh", "-c", TAINTED)'],
  ['import pty', 'pty.spawn(TAINTED)'],
  ['import os', 'getattr(os, "system")(TAINTED)'],
  ['', '__import__("os").system(TAINTED)'],
  ['import asyncio', 'asyncio.get_event_loop().subprocess_exec(protocol, "sh", "-c", TAINTED)'],
];

const JAVASCRIPT: readonly (readonly [setup: string, call: string])[] = [
  ['const cp = require("child_process");', 'cp.exec(TAINTED)'],
  ['const cp = require("node:child_process");', 'cp.execSync(TAINTED)'],
  ['import { exec as run } from "child_process";', 'run(TAINTED)'],
  ['', 'require("child_process").exec(TAINTED)'],
  ['const run = require("child_process").exec;', 'run(TAINTED)'],
  ['const util = require("util"); const run = util.promisify(require("child_process").exec);', 'run(TAINTED)'],
  ['const { spawn } = require("child_process");', 'spawn(TAINTED, { shell: true })'],
  ['const { spawn } = require("child_process");', 'spawn("ls", [TAINTED], { shell: true })'],
  ['const { spawn } = require("child_process");', 'spawn("sh", ["-c", TAINTED])'],
  ['const { spawnSync } = require("child_process");', 'spawnSync("cmd.exe", ["/c", TAINTED])'],
  ['const { execFile } = require("child_process");', 'execFile(TAINTED)'],
  ['const execa = require("execa");', 'execa.command(TAINTED)'],
  ['import { execaCommand } from "execa";', 'execaCommand(TAINTED)'],
  ['import { execa } from "execa";', 'execa(TAINTED, { shell: true })'],
  ['const shell = require("shelljs");', 'shell.exec(TAINTED)'],
];

describe('command APIs', () => {
  for (const [setup, call] of PYTHON) {
    const text = (argument: string): string =>
      `${setup}\nfrom flask import request\n\ndef view():\n    ${call.replaceAll('TAINTED', argument)}\n`;

    it(`sees ${call} after ${setup}`, async () => {
      const { findings } = await analyse('python', text('"run " + request.args["a"]'));
      assert.deepEqual(
        findings.map((finding) => `${finding.ruleId} ${finding.severity}`),
        ['command-injection critical'],
      );
    });

    it(`leaves constants alone in ${call} after ${setup}`, async () => {
      const { findings } = await analyse('python', text('"run it"'));
      assert.deepEqual(findings, []);
    });
  }

  for (const [setup, call] of JAVASCRIPT) {
    const text = (argument: string): string =>
      `${setup}\nfunction view(req, res) {\n  ${call.replaceAll('TAINTED', argument)};\n}\n`;

    it(`sees ${call} after ${setup}`, async () => {
      const { findings } = await analyse('javascript', text('"run " + req.query.a'));
      assert.deepEqual(
        findings.map((finding) => `${finding.ruleId} ${finding.severity}`),
        ['command-injection critical'],
      );
    });

    it(`leaves constants alone in ${call} after ${setup}`, async () => {
      const { findings } = await analyse('javascript', text('"run it"'));
      assert.deepEqual(findings, []);
    });
  }
});
