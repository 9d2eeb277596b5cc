import type { Sample } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const PATH_TRAVERSAL_JAVASCRIPT: readonly Sample[] = [
  vulnerable(
    'javascript',
    'high',
    'a name joined to a folder',
    `
    const fs = require('fs');
    const path = require('path');
    const app = require('express')();

    app.get('/notes', (req, res) => {
      const file = path.join(__dirname, 'notes', req.query.name);
      fs.readFile(file, 'utf8', (error, text) => res.json({ text })); // FINDING
    });
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'promises, and a template',
    `
    import { readFile } from 'node:fs/promises';

    export async function GET(request) {
      const { searchParams } = new URL(request.url);
      const text = await readFile(\`./content/\${searchParams.get('page')}.md\`, 'utf8'); // FINDING
      return Response.json({ text });
    }
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'promisified, in a Koa handler',
    `
    const fs = require('fs');
    const { promisify } = require('util');
    const Router = require('@koa/router');

    const unlink = promisify(fs.unlink);
    const router = new Router();

    router.delete('/uploads/:name', async (ctx) => {
      await unlink('/srv/uploads/' + ctx.params.name); // FINDING
      ctx.status = 204;
    });
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'a stream that a server of its own answers with',
    `
    const http = require('http');
    const fs = require('fs');
    const url = require('url');

    http.createServer((req, res) => {
      const { pathname } = url.parse(req.url);
      fs.createReadStream('./public' + pathname).pipe(res); // FINDING
    }).listen(8080);
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'resolved before it is sent',
    `
    const path = require('path');

    function download(req, res) {
      res.sendFile(path.resolve('downloads', req.params.file)); // FINDING
    }
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'the client chooses the root',
    `
    app.get('/site/:site/:page', (req, res) => {
      res.sendFile(req.params.page, { root: '/srv/sites/' + req.params.site }); // FINDING
    });
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'one of two paths, in fs-extra',
    `
    const fse = require('fs-extra');

    exports.handler = async (event) => {
      await fse.copy('/tmp/result.json', '/mnt/results/' + event.queryStringParameters.name); // FINDING
      return { statusCode: 204 };
    };
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'only the first step up is taken out',
    `
    const fs = require('fs');

    function read(req, res) {
      const name = req.query.name.replace('../', '');
      fs.createReadStream('texts/' + name).pipe(res); // FINDING
    }
  `,
  ),
  vulnerable(
    'javascript',
    'low',
    'a prefix without a separator',
    `
    const fs = require('fs');
    const path = require('path');

    const root = path.resolve('files');

    function read(req, res) {
      const full = path.resolve(root, req.query.path);
      if (!full.startsWith(root)) return res.sendStatus(403); // FINDING
      fs.createReadStream(full).pipe(res);
    }
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'a template named by the client',
    `
    app.get('/pages/:page', (req, res) => {
      res.render('pages/' + req.params.page); // FINDING
    });
  `,
  ),
  vulnerable(
    'javascript',
    'medium',
    'through a check that is not in the file',
    `
    import fs from 'fs';
    import { isValidName } from './names.js';

    export function show(req, res) {
      const { name } = req.query;
      if (!isValidName(name)) return res.sendStatus(400);
      fs.createReadStream('pictures/' + name).pipe(res); // FINDING
    }
  `,
  ),
  vulnerable(
    'javascript',
    'high',
    'entries of an archive are written where they say',
    `
    const fs = require('fs');
    const path = require('path');
    const unzipper = require('unzipper');

    function unpack(archive, folder) {
      fs.createReadStream(archive)
        .pipe(unzipper.Parse())
        .on('entry', (entry) => {
          entry.pipe(fs.createWriteStream(path.join(folder, entry.path))); // FINDING
        });
    }
  `,
  ),
  safe(
    'javascript',
    'the last part of a name only',
    `
    const fs = require('fs');
    const path = require('path');

    function read(req, res) {
      const name = path.basename(req.query.name);
      fs.createReadStream(path.join('texts', name)).pipe(res);
      fs.unlink('drafts/' + req.body.draft.split('/').pop(), () => {});
    }
  `,
  ),
  safe(
    'javascript',
    'resolved and compared up to the separator',
    `
    const fs = require('fs');
    const path = require('path');

    const root = path.resolve('files');

    function read(req, res) {
      const full = path.resolve(root, req.query.path);
      if (full !== root && !full.startsWith(root + path.sep)) {
        res.sendStatus(403);
        return;
      }
      fs.createReadStream(full).pipe(res);
    }
  `,
  ),
  safe(
    'javascript',
    'a function that looks, and one that throws',
    `
    const fs = require('fs');
    const path = require('path');

    const root = path.resolve('files');

    function isInside(full) {
      const relative = path.relative(root, full);
      return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
    }

    function checkName(name) {
      if (name.includes('..')) {
        throw new Error('no steps up');
      }
    }

    function read(req, res) {
      const full = path.join(root, req.query.path);
      if (!isInside(full)) return res.sendStatus(403);
      checkName(req.query.name);
      fs.appendFile('log/' + req.query.name, full, () => {});
      fs.createReadStream(full).pipe(res);
    }
  `,
  ),
  safe(
    'javascript',
    'the root keeps the name inside',
    `
    const path = require('path');

    app.get('/files/:name', (req, res) => {
      res.sendFile(req.params.name, { root: path.join(__dirname, 'files') });
    });

    fastify.get('/files/:name', (request, reply) => {
      return reply.sendFile(request.params.name);
    });
  `,
  ),
  safe(
    'javascript',
    'the server chose the path of the upload',
    `
    const fs = require('fs');
    const multer = require('multer');
    const upload = multer({ dest: 'uploads/' });

    app.post('/picture', upload.single('picture'), (req, res) => {
      fs.createReadStream(req.file.path).pipe(resize()).pipe(res);
      fs.unlink(req.file.path, () => {});
    });

    app.post('/pictures', upload.array('pictures'), (req, res) => {
      for (const file of req.files) fs.rmSync(file.path);
      res.sendStatus(204);
    });
  `,
  ),
  safe(
    'javascript',
    'numbers, allowed names, letters only',
    `
    const fs = require('fs');

    const PAGES = { start: 'start.html', help: 'help.html' };

    function page(req, res) {
      const id = parseInt(req.query.id, 10);
      if (!/^[\\w-]+$/.test(req.query.theme)) return res.sendStatus(400);
      const name = req.query.name.replace(/[^a-z0-9]/gi, '_');
      const parts = [PAGES[req.query.page], \`items/\${id}.json\`, req.query.theme + '.css', name];
      res.json(parts.map((part) => fs.readFileSync('site/' + part, 'utf8')));
    }
  `,
  ),
  safe(
    'javascript',
    'normalised from the root',
    `
    const fs = require('fs');
    const path = require('path');

    function read(req, res) {
      const first = path.join('public', path.normalize('/' + req.query.path));
      const second = path.join('public', path.normalize(req.query.path).replace(/^(\\.\\.(\\/|\\\\|$))+/, ''));
      fs.createReadStream(req.query.second ? second : first).pipe(res);
    }
  `,
  ),
  safe(
    'javascript',
    "the program's own files",
    `
    const fs = require('fs');
    const path = require('path');

    function readJson(name) {
      return JSON.parse(fs.readFileSync(path.join(__dirname, 'data', name), 'utf8'));
    }

    module.exports = { settings: readJson('settings.json'), build: (target) => fs.mkdirSync(target, { recursive: true }) };
  `,
  ),
];
