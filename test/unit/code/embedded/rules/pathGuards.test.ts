import assert from 'node:assert/strict';
import { inHandler, inView } from './guarded.ts';

const PYTHON_BEFORE = `from pathlib import Path
ROOT = os.path.abspath('files')
BASE = Path('files').resolve()
STEP = re.compile(r'\\.\\.')

def inside(full):
    full = os.path.realpath(full)
    return os.path.commonpath([full, ROOT]) == ROOT

def check(name):
    if '/' in name:
        raise ValueError(name)
`;

const PYTHON_GUARDS = [
  'full = os.path.realpath(os.path.join(ROOT, x))\nif not full.startswith(ROOT + os.sep):\n    abort(403)\nopen(full)',
  'full = os.path.abspath(ROOT + "/" + x)\nif full.startswith(ROOT + "/"):\n    open(full)',
  'full = os.path.normpath(os.path.join(ROOT, x))\nassert full.startswith(os.path.join(ROOT, ""))\nopen(full)',
  'full = (BASE / x).resolve()\nif not full.is_relative_to(BASE):\n    abort(403)\nfull.read_text()',
  'full = BASE.joinpath(x).resolve()\nif BASE not in full.parents:\n    abort(403)\nopen(full)',
  'full = (BASE / x).resolve()\nif not str(full).startswith(str(BASE) + "/"):\n    abort(403)\nopen(full)',
  'full = (BASE / x).resolve()\ntry:\n    full.relative_to(BASE)\nexcept ValueError:\n    abort(403)\nopen(full)',
  'full = (BASE / x).resolve()\nif full.parent != BASE:\n    abort(403)\nopen(full)',
  'full = os.path.realpath(os.path.join(ROOT, x))\nif os.path.commonpath((full, ROOT)) == ROOT:\n    open(full)',
  'if os.path.basename(x) != x:\n    abort(400)\nopen("a/" + x)',
  'if Path(x).name != x:\n    abort(400)\nopen("a/" + x)',
  'if ".." in x:\n    abort(400)\nopen("a/" + x)',
  'if "/" in x or "\\\\" in x:\n    abort(400)\nopen("a/" + x)',
  'if ".." in x.split("/"):\n    abort(400)\nopen("a/" + x)',
  'if x.find("..") != -1:\n    abort(400)\nopen("a/" + x)',
  'if re.search(r"\\.\\.", x):\n    abort(400)\nopen("a/" + x)',
  'if STEP.search(x):\n    abort(400)\nopen("a/" + x)',
  'if not re.match(r"^[\\w.-]+$", x):\n    abort(400)\nopen("a/" + x)',
  'if not re.fullmatch(r"[a-z]+/[a-z]+\\.txt", x):\n    abort(400)\nopen("a/" + x)',
  'if x not in os.listdir(ROOT):\n    abort(404)\nopen(os.path.join(ROOT, x))',
  'if not inside(os.path.join(ROOT, x)):\n    abort(403)\nopen("a")',
  'check(x)\nopen("a/" + x)',
  'if not all(sign.isalnum() for sign in x):\n    abort(400)\nopen("a/" + x)',
  'open("a/" + x.replace("/", "_"))',
  'open("a/" + x.replace("..", ""))',
  'open("a/" + re.sub(r"[^\\w.-]", "", x))',
  'open("a/" + x.split("/")[-1])',
  'open("a/" + x.rsplit("/", 1)[1])',
  'open("a/" + Path(x).name)',
  'open("a/" + Path(x).stem + ".txt")',
  'open("a/%d" % int(x))',
];

const PYTHON_HOLES = [
  'full = os.path.join(ROOT, x)\nif not full.startswith(ROOT + os.sep):\n    abort(403)\nopen(full)',
  'full = os.path.realpath(os.path.join(ROOT, x))\nif full.startswith(ROOT + os.sep):\n    pass\nopen(full)',
  'if not x.endswith(".txt"):\n    abort(400)\nopen("a/" + x)',
  'if os.path.splitext(x)[1] != ".txt":\n    abort(400)\nopen("a/" + x)',
  'if x.startswith("../"):\n    abort(400)\nopen("a/" + x)',
  'if "." in x:\n    pass\nopen("a/" + x)',
  'if ".." not in x:\n    pass\nopen("a/" + x)',
  'if not re.match(r"^[\\w./-]+$", x):\n    abort(400)\nopen("a/" + x)',
  'if not re.match(r"[\\w-]+", x):\n    abort(400)\nopen("a/" + x)',
  'open("a/" + x.replace("../", ""))',
  'open("a/" + os.path.normpath(x))',
  'open(os.path.abspath(os.path.join(ROOT, x)))',
  'open("a/" + "/".join(x.split("/")))',
  'open("a/" + x.split("/", 1)[0] + request.args["y"])',
  'check(x)\nopen("a/" + request.args["y"])',
];

const JAVASCRIPT_BEFORE = `const ROOT = path.resolve('files');

function inside(full) {
  const relative = path.relative(ROOT, full);
  return Boolean(relative) && !relative.startsWith('..') && !path.isAbsolute(relative);
}

const clean = (name) => {
  if (name.includes('..') || name.includes('/')) return null;
  return name;
};

async function assertInside(full) {
  if (!full.startsWith(ROOT + path.sep)) throw new Error('outside');
}
`;

const JAVASCRIPT_GUARDS = [
  'const full = path.join(ROOT, x); if (!full.startsWith(ROOT + path.sep)) return; fs.rmSync(full);',
  'const full = path.resolve(ROOT, x); if (full.indexOf(ROOT + "/") !== 0) return; fs.rmSync(full);',
  'const full = fs.realpathSync(path.join(ROOT, x)); if (full.startsWith(`${ROOT}/`)) fs.rmSync(full);',
  'const full = path.resolve(ROOT, x); if (path.dirname(full) !== ROOT) return; fs.rmSync(full);',
  'const full = path.resolve(ROOT, x); if (path.relative(ROOT, full).startsWith("..")) return; fs.rmSync(full);',
  'const full = path.normalize(x); if (full.startsWith("..")) return; fs.rmSync(path.join(ROOT, full));',
  'if (path.basename(x) !== x) return; fs.rmSync("a/" + x);',
  'if (path.parse(x).base === x) fs.rmSync("a/" + x);',
  'if (x.includes("..")) return; fs.rmSync("a/" + x);',
  'if (x.indexOf("..") >= 0) return; fs.rmSync("a/" + x);',
  'if (x.split("/").includes("..")) return; fs.rmSync("a/" + x);',
  'if (/\\.\\./.test(x)) return; fs.rmSync("a/" + x);',
  'if (x.match(/[\\/\\\\]/)) return; fs.rmSync("a/" + x);',
  'if (!/^[a-z0-9._-]+$/i.test(x)) return; fs.rmSync("a/" + x);',
  'const full = path.join(ROOT, x); if (!inside(full)) return; fs.rmSync(full);',
  'const full = path.join(ROOT, x); await assertInside(full); fs.rmSync(full);',
  'const name = clean(x); fs.rmSync("a/" + name);',
  'fs.rmSync("a/" + path.basename(x));',
  'fs.rmSync("a/" + path.parse(x).name + ".txt");',
  'fs.rmSync("a/" + x.split("/").pop());',
  'fs.rmSync("a/" + x.replace(/\\.\\./g, ""));',
  'fs.rmSync("a/" + x.replaceAll("..", ""));',
  'fs.rmSync("a/" + x.replace(/[^a-z0-9]+/gi, "-"));',
  'fs.rmSync("a/" + x.replace(/\\.|\\//g, ""));',
  'fs.rmSync("a/" + encodeURIComponent(x));',
  'fs.rmSync(path.join(ROOT, path.normalize("/" + x)));',
  'fs.rmSync(path.join(ROOT, path.normalize(x).replace(/^(\\.\\.[/\\\\])+/, "")));',
  'fs.rmSync(path.join(ROOT, new URL(req.url, "http://a").pathname));',
  'if (!x) { fs.rmSync("a/" + x); }',
  'res.sendFile("files/" + x);',
  'res.sendFile(x, { root: ROOT });',
  'res.download(x, "a.txt", { root: "files" });',
  'reply.sendFile(x);',
  'if (!fs.readdirSync(ROOT).includes(x)) return; fs.rmSync("a/" + x);',
];

const JAVASCRIPT_HOLES = [
  'const full = ROOT + "/" + x; if (!full.startsWith(ROOT + path.sep)) return; fs.rmSync(full);',
  'if (!x.startsWith("/srv/files/")) return; fs.rmSync(x);',
  'const full = path.join(ROOT, x); if (full.startsWith(ROOT + path.sep)) res.end(); fs.rmSync(full);',
  'if (path.extname(x) !== ".txt") return; fs.rmSync("a/" + x);',
  'if (x.startsWith("..")) return; fs.rmSync("a/" + x);',
  'if (!x.includes("..")) return; fs.rmSync("a/" + x);',
  'if (!/^[\\w./-]+$/.test(x)) return; fs.rmSync("a/" + x);',
  'if (/^[a-z]/.test(x)) fs.rmSync("a/" + x);',
  'fs.rmSync("a/" + x.replace("..", ""));',
  'fs.rmSync("a/" + x.replace(/\\.\\.\\//g, ""));',
  'fs.rmSync("a/" + path.normalize(x));',
  'fs.rmSync(path.resolve(ROOT, x));',
  'fs.rmSync("a/" + decodeURIComponent(x));',
  'inside(x); fs.rmSync("a/" + x);',
  'res.sendFile(path.join("files", x));',
  'res.sendFile(x);',
];

describe('checks of paths', () => {
  for (const guard of PYTHON_GUARDS) {
    it(`silence ${guard}`, async () => {
      assert.deepEqual(await inView(guard, PYTHON_BEFORE), []);
    });
  }
  for (const hole of PYTHON_HOLES) {
    it(`do not silence ${hole}`, async () => {
      assert.deepEqual(await inView(hole, PYTHON_BEFORE), ['path-traversal high']);
    });
  }
  for (const guard of JAVASCRIPT_GUARDS) {
    it(`silence ${guard}`, async () => {
      assert.deepEqual(await inHandler(guard, JAVASCRIPT_BEFORE), []);
    });
  }
  for (const hole of JAVASCRIPT_HOLES) {
    it(`do not silence ${hole}`, async () => {
      assert.deepEqual(await inHandler(hole, JAVASCRIPT_BEFORE), ['path-traversal high']);
    });
  }

  it('are found wanting where the directory does not end', async () => {
    const low = ['path-traversal low'];
    const python =
      'full = os.path.realpath(os.path.join(ROOT, x))\nif not full.startswith(ROOT):\n    abort(403)\nopen(full)';
    assert.deepEqual(await inView(python, PYTHON_BEFORE), low);
    const script = 'const full = path.join("/srv/a", x); if (!full.startsWith("/srv/a")) return; fs.rmSync(full);';
    assert.deepEqual(await inHandler(script), low);
    assert.deepEqual(await inHandler(script.replace('"/srv/a")', '"/srv/a/")')), []);
    // What the directory is does not stand in the file.
    assert.deepEqual(await inHandler(script.replace('"/srv/a")', 'settings.root)')), []);
  });

  it('leave the finding, and take the claim of proof, where they are too much to follow', async () => {
    const python = 'if not is_valid(x):\n    abort(400)\nopen("a/" + x)';
    const before = 'def is_valid(name):\n    tree = lookup(name)\n    return tree.owner == 1\n';
    assert.deepEqual(await inView(python, before), ['path-traversal medium']);
    assert.deepEqual(
      await inHandler('validatePath(x); fs.rmSync("a/" + x);', "const { validatePath } = require('./a');"),
      ['path-traversal medium'],
    );
  });

  it('are not asked for where the client has no say', async () => {
    assert.deepEqual(await inHandler('fs.rmSync(req.file.path); fs.rmSync(req.files[0].path);'), []);
    assert.deepEqual(await inHandler('for (const one of req.files) fs.rmSync(one.path);'), []);
    assert.deepEqual(await inHandler('const { path: at } = req.file; fs.rmSync(at);'), []);
    assert.deepEqual(await inHandler('fs.rmSync("a/" + req.file.originalname);'), ['path-traversal high']);
  });

  it('matter once for a file that is asked for before it is opened', async () => {
    assert.deepEqual(await inView('full = "a/" + x\nif not os.path.isfile(full):\n    abort(404)\nopen(full)'), [
      'path-traversal high',
    ]);
    assert.deepEqual(await inView('os.path.isfile("a/" + x)\nopen("a/" + request.args["y"])'), [
      'path-traversal low',
      'path-traversal high',
    ]);
  });
});

describe('tar archives', () => {
  const before = 'import tarfile';
  const from = (call: string, archive = 'request.files["a"].stream'): Promise<string[]> =>
    inView(`with tarfile.open(fileobj=${archive}) as tar:\n    ${call}`, before);

  it('are unpacked with a filter or a list of members', async () => {
    for (const call of [
      'tar.extractall("a", filter="data")',
      'tar.extractall("a", filter=tarfile.tar_filter)',
      'tar.extractall("a", members=checked(tar))',
      'tar.extract("readme.txt", "a")',
      'tar.getnames()',
    ])
      assert.deepEqual(await from(call), [], call);
  });

  it('are a way out without', async () => {
    for (const call of [
      'tar.extractall("a")',
      'tar.extractall("a", filter="fully_trusted")',
      'tar.extract(tar.next(), "a")',
    ])
      assert.deepEqual(await from(call), ['path-traversal high'], call);
    assert.deepEqual(await from('tar.extractall("a")', 'download()'), ['path-traversal medium']);
    assert.deepEqual(await from('tar.extractall("a")', '"seed.tar"'), []);
  });
});
