import type { SampleFamily } from './sample.ts';
import { COMMAND_INJECTION_TYPESCRIPT } from './commandInjectionTypeScript.ts';
import { safe, vulnerable } from './sample.ts';

export const COMMAND_INJECTION_SAMPLES: SampleFamily = {
  ruleId: 'command-injection',
  samples: [
    vulnerable(
      'python',
      'critical',
      'os.system with a form field',
      `
      import os
      from flask import request

      def convert():
          name = request.form['name']
          os.system('convert ' + name + ' out.png')  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'subprocess with a shell, through an alias',
      `
      import subprocess as sp
      from flask import request

      def ping():
          host = request.args.get('host', 'localhost').strip()
          return sp.check_output(f'ping -c 1 {host}', shell=True)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'a shell as the program of a list',
      `
      from subprocess import Popen
      from django.http import HttpResponse

      def pack(request):
          command = ['/bin/sh', '-c']
          command.append('tar czf pack.tgz ' + request.GET.get('folder'))
          Popen(command)  # FINDING
          return HttpResponse('ok')
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'the program itself is chosen by the client',
      `
      import subprocess
      from flask import request

      def run():
          subprocess.run([request.json['tool'], '--version'])  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'asyncio in an aiohttp handler, with a dictionary in between',
      `
      import asyncio
      from aiohttp import web

      async def render(request: web.Request):
          data = await request.post()
          job = {'font': 'serif', 'file': data['file']}
          process = await asyncio.create_subprocess_shell('render %s' % job['file'])  # FINDING
          return web.Response()
    `,
    ),
    vulnerable(
      'python',
      'critical',
      'guarded in one branch only',
      `
      import os
      from flask import request

      def show():
          name = request.args['name']
          if request.args.get('strict'):
              if not name.isalnum():
                  return 'no'
          os.popen('cat notes/' + name)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'parameter handed to a shell',
      `
      import subprocess

      def build(target):
          subprocess.call('make ' + target, shell=True)  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'read from the keyboard',
      `
      import os

      os.system('mkdir ' + input('folder: '))  # FINDING
    `,
    ),
    safe(
      'python',
      'list of arguments without a shell',
      `
      import subprocess
      from flask import request

      def pack():
          subprocess.run(['tar', 'czf', 'pack.tgz', request.args['folder']], check=True)
    `,
    ),
    safe(
      'python',
      'quoted for the shell',
      `
      import os
      import shlex
      from flask import request

      def pack():
          os.system('tar czf pack.tgz ' + shlex.quote(request.args['folder']))
    `,
    ),
    safe(
      'python',
      'command of constants',
      `
      import os
      import subprocess
      import sys

      FLAGS = '-q'

      def install():
          os.system('clear')
          subprocess.run('git fetch ' + FLAGS, shell=True)
          subprocess.run(f'{sys.executable} -m build', shell=True)
          os.system('touch ' + os.environ['STAMP'])
    `,
    ),
    safe(
      'python',
      'digits only',
      `
      import os
      from flask import request

      def page():
          number = request.args['page']
          if number.isdigit():
              os.system('print-page ' + number)
    `,
    ),
    safe(
      'python',
      'pattern that matches the whole text',
      `
      import re
      import subprocess
      from flask import request

      NAME = re.compile(r'[a-z0-9-]+')

      def restart():
          service = request.form['service']
          if not NAME.fullmatch(service):
              raise ValueError(service)
          subprocess.run('systemctl restart ' + service, shell=True)
    `,
    ),
    safe(
      'python',
      'branch that is never taken',
      `
      import os
      from flask import request

      DEBUG = False

      def show():
          name = 'today'
          if DEBUG:
              name = request.args['name']
          os.system('cat notes/' + name)
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'exec taken out of the module',
      `
      const { exec } = require('child_process');
      const app = require('express')();

      app.post('/scan', (req, res) => {
        exec('clamscan ' + req.body.file, (error, stdout) => res.send(stdout)); // FINDING
      });
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'promisified exec with a template',
      `
      import { promisify } from 'node:util';
      import * as cp from 'node:child_process';

      const run = promisify(cp.exec);

      export default async function handler(req, res) {
        const { stdout } = await run(\`git log --author="\${req.query.author}"\`); // FINDING
        res.status(200).json({ stdout });
      }
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'spawn with a shell',
      `
      const { spawn } = require('child_process');

      function preview(req, res) {
        const child = spawn('ffmpeg -i ' + req.params.clip, { shell: true }); // FINDING
        child.stdout.pipe(res);
      }
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'sh -c with a list',
      `
      const childProcess = require('child_process');

      exports.handler = async (event) => {
        const script = ['sleep 1', event.command].join(' && ');
        childProcess.execFileSync('/bin/bash', ['-c', script]); // FINDING
      };
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'through a function and a callback',
      `
      const shell = require('shelljs');

      const wrap = (text) => 'echo ' + text;

      function all(req, res) {
        req.body.names.forEach((name) => {
          const line = wrap(name);
          shell.exec(line, { silent: true }); // FINDING
        });
      }
    `,
    ),
    vulnerable(
      'javascript',
      'critical',
      'guard that does not anchor its pattern',
      `
      const { execSync } = require('child_process');

      function host(req, res) {
        const name = req.query.name;
        if (/[a-z]+/.test(name)) {
          res.send(execSync('nslookup ' + name)); // FINDING
        }
      }
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'parameter handed to a shell',
      `
      const { execSync } = require('child_process');

      module.exports = function tag(version) {
        execSync('git tag ' + version); // FINDING
      };
    `,
    ),
    safe(
      'javascript',
      'arguments apart from the program',
      `
      const { execFile, spawn } = require('child_process');

      function scan(req, res) {
        execFile('clamscan', [req.body.file], (error, stdout) => res.send(stdout));
        spawn('clamscan', [req.body.file], { shell: false });
      }
    `,
    ),
    safe(
      'javascript',
      'exec of a regular expression or a database',
      `
      const { exec } = require('./commands');

      function match(req, res) {
        const pattern = /(\\d+)-(\\d+)/;
        const parts = pattern.exec(req.query.range);
        Model.find(req.query.id).exec();
        exec;
        res.send(parts);
      }
    `,
    ),
    safe(
      'javascript',
      'command of constants',
      `
      const { execSync } = require('child_process');
      const path = require('path');

      const script = path.join(__dirname, 'build.sh');
      execSync('npm run build');
      execSync(\`sh \${script}\`);
      for (const step of ['lint', 'test']) execSync('npm run ' + step);
      execSync('echo ' + process.env.HOME);
    `,
    ),
    safe(
      'javascript',
      'allowed names only',
      `
      const { exec } = require('child_process');

      const ALLOWED = new Set(['status', 'log']);

      function git(req, res) {
        const command = req.query.command;
        if (!ALLOWED.has(command)) return res.sendStatus(400);
        exec('git ' + command, (error, stdout) => res.send(stdout));
      }
    `,
    ),
    safe(
      'javascript',
      'a predicate of the same file',
      `
      const { exec } = require('child_process');

      function isName(text) {
        return /^[\\w-]+$/.test(text);
      }

      function remove(req, res) {
        const { name } = req.params;
        if (!isName(name)) {
          res.sendStatus(400);
          return;
        }
        exec('rm notes/' + name);
      }
    `,
    ),
    safe(
      'javascript',
      'equal to a constant',
      `
      const cp = require('child_process');

      function act(req, res) {
        const action = req.body.action;
        if (action === 'start' || action === 'stop') {
          cp.exec('service printer ' + (action === 'start' ? 'start' : 'stop'));
        }
        if (action !== 'status') return;
        cp.exec('service printer ' + action);
      }
    `,
    ),
    ...COMMAND_INJECTION_TYPESCRIPT,
  ],
};
