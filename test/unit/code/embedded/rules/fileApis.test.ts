import type { ApiTable } from './apiTables.ts';
import { javaScriptCalls, pythonCalls } from './apiTables.ts';

const TABLE: ApiTable = {
  ruleId: 'path-traversal',
  severity: 'high',
  tainted: '"files/" + request.args["a"]',
  constant: '"files/a.txt"',
};

describe('APIs that get at files', () => {
  pythonCalls(TABLE, [
    ['', 'open(TAINTED)'],
    ['', 'open(file=TAINTED, mode="w")'],
    ['import io', 'io.open(TAINTED)'],
    ['import codecs', 'codecs.open(TAINTED, encoding="utf-8")'],
    ['import gzip', 'gzip.open(TAINTED)'],
    ['import aiofiles', 'aiofiles.open(TAINTED)'],
    ['import os', 'os.remove(TAINTED)'],
    ['import os', 'os.open(TAINTED, os.O_RDONLY)'],
    ['import os', 'os.listdir(TAINTED)'],
    ['import os', 'os.makedirs(TAINTED)'],
    ['import os', 'os.rename(TAINTED, "b")'],
    ['import os', 'os.replace("a", TAINTED)'],
    ['import shutil', 'shutil.copyfile("a", TAINTED)'],
    ['import shutil', 'shutil.move(src=TAINTED, dst="b")'],
    ['import shutil', 'shutil.rmtree(TAINTED)'],
    ['import glob', 'glob.glob(TAINTED)'],
    ['from pathlib import Path', 'Path(TAINTED).read_text()'],
    ['from pathlib import Path', 'Path("root").joinpath(TAINTED).open()'],
    ['from pathlib import Path', '(Path("root") / (TAINTED)).unlink()'],
    ['from pathlib import Path', 'Path("a").rename(TAINTED)'],
    ['from pathlib import Path', 'Path(TAINTED).resolve().write_bytes(b"")'],
    ['import os', 'os.remove(os.path.abspath(TAINTED))'],
    ['from flask import send_file', 'send_file(TAINTED)'],
    ['from flask import send_from_directory', 'send_from_directory(TAINTED, "a.txt")'],
    ['from bottle import static_file', 'static_file("a.txt", root=TAINTED)'],
    ['from starlette.responses import FileResponse', 'FileResponse(path=TAINTED)'],
    ['from aiohttp import web', 'web.FileResponse(TAINTED)'],
    ['from sanic import response', 'await response.file(TAINTED)'],
  ]);
  pythonCalls({ ...TABLE, severity: 'low' }, [
    ['import os', 'os.path.isfile(TAINTED)'],
    ['from pathlib import Path', 'Path(TAINTED).exists()'],
  ]);

  const inJavaScript = { ...TABLE, tainted: '"files/" + req.query.a' };
  javaScriptCalls(inJavaScript, [
    ['const fs = require("fs");', 'fs.readFileSync(TAINTED)'],
    ['const fs = require("node:fs");', 'fs.createWriteStream(TAINTED)'],
    ['const fs = require("fs");', 'await fs.promises.rm(TAINTED)'],
    ['const fs = require("fs").promises;', 'await fs.readdir(TAINTED)'],
    ['import { unlink } from "fs/promises";', 'await unlink(TAINTED)'],
    ['import { mkdirSync as make } from "fs";', 'make(TAINTED)'],
    ['const fs = require("fs");', 'fs.renameSync("a", TAINTED)'],
    ['const fs = require("fs");', 'fs.copyFile(TAINTED, "b", () => {})'],
    ['const fs = require("fs"); const { promisify } = require("util");', 'await promisify(fs.readFile)(TAINTED)'],
    ['const fs = require("bluebird").promisifyAll(require("fs"));', 'await fs.readFileAsync(TAINTED)'],
    ['const fse = require("fs-extra");', 'await fse.outputJson(TAINTED, {})'],
    ['const fse = require("fs-extra");', 'await fse.move("a", TAINTED)'],
    ['const fs = require("graceful-fs");', 'fs.appendFile(TAINTED, "a", () => {})'],
    ['const rimraf = require("rimraf");', 'rimraf.sync(TAINTED)'],
    ['import { mkdirp } from "mkdirp";', 'await mkdirp(TAINTED)'],
    ['const path = require("path");', 'res.sendFile(path.join(__dirname, TAINTED))'],
    ['const path = require("path");', 'res.download(path.resolve(TAINTED), "a.txt")'],
    ['', 'res.sendFile("a.txt", { root: TAINTED })'],
    ['', 'reply.sendFile("a.txt", TAINTED)'],
    ['', 'await Deno.readTextFile(TAINTED)'],
    ['', 'await Bun.write(TAINTED, "a")'],
  ]);
  javaScriptCalls({ ...inJavaScript, severity: 'low' }, [
    ['const fs = require("fs");', 'fs.existsSync(TAINTED)'],
    ['import { stat } from "fs/promises";', 'await stat(TAINTED)'],
  ]);
});
