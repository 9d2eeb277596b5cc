import assert from 'node:assert/strict';
import { inPython } from './views.ts';

/** Ways in which `tainted` gets to `os.system`; `before` stands in front of the view. */
type Form = readonly [body: string, before?: string];

const TOOL = 'class Tool:\n    ';

const FLOWING: Readonly<Record<string, readonly Form[]>> = {
  'helper functions': [
    ['os.system(wrap(tainted))', 'def wrap(a, b=None):\n    return b or a'],
    ['os.system(wrap("a", b=tainted))', 'def wrap(a, b="x"):\n    return a + b'],
    ['os.system(wrap("a", other=tainted))', 'def wrap(a, **options):\n    return options["other"]'],
    ['os.system(wrap("a", tainted))', 'def wrap(a, *others):\n    return others[0]'],
    ['os.system(wrap(*["a", tainted]))', 'def wrap(a, b):\n    return b'],
    ['os.system(wrap(**{"b": tainted}))', 'def wrap(a="x", b="y"):\n    return b'],
    ['os.system(wrap(tainted))', 'def wrap(a, /, *, b="x"):\n    return a'],
    ['os.system(count(tainted, 3))', 'def count(text, n):\n    return text if n == 0 else count(text + ".", n - 1)'],
    ['os.system(outer(tainted)())', 'def outer(text):\n    def inner():\n        return text\n    return inner'],
    ['os.system(outer("run ")(tainted))', 'def outer(a):\n    return lambda b: a + b'],
    ['outer(tainted)()', 'def outer(text):\n    def inner():\n        os.system(text)\n    return inner'],
    ['def inner():\n    os.system(tainted)\ninner()'],
    ['name = "a"\ndef change():\n    nonlocal name\n    name = tainted\nchange()\nos.system(name)'],
    ['for part in parts(tainted):\n    os.system(part)', 'def parts(text):\n    yield "a"\n    yield text'],
    ['os.system(" ".join(parts(tainted)))', 'def parts(text):\n    for one in text.split():\n        yield one'],
    ['os.system(next(parts(tainted)))', 'def parts(text):\n    yield from [text]'],
    ['os.system(list(parts(tainted))[0])', 'def parts(text):\n    yield text'],
    ['first, *rest = parts(tainted)\nos.system(first)', 'def parts(text):\n    yield text'],
    [
      'with opened(tainted) as name:\n    os.system(name)',
      'from contextlib import contextmanager\n@contextmanager\ndef opened(text):\n    yield text',
    ],
    [
      'run(tainted)',
      'def logged(f):\n    def inner(*args, **kwargs):\n        return f(*args, **kwargs)\n    return inner\n@logged\ndef run(line):\n    os.system(line)',
    ],
    [
      'run()',
      'def with_name(f):\n    def inner():\n        return f(request.args["n"])\n    return inner\n@with_name\ndef run(line):\n    os.system(line)',
    ],
    ['os.system((lambda text: text)(tainted))'],
    ['os.system(first(tainted)[0])', 'def first(text):\n    return text, "a"'],
    ['a, b = both(tainted)\nos.system(b)', 'def both(text):\n    return "a", text'],
    [
      'os.system(attempt(tainted))',
      'def attempt(text):\n    try:\n        return load(text)\n    except ValueError:\n        return text',
    ],
    ['if (name := tainted):\n    os.system(name)'],
    [
      'os.system(await_it(tainted))',
      'import asyncio\nasync def load(text):\n    return text\ndef await_it(text):\n    return asyncio.run(load(text))',
    ],
    [
      'os.system(outside(tainted))',
      'import asyncio\nasync def load(text):\n    return text\ndef outside(text):\n    a, b = asyncio.run(asyncio.gather(load("a"), load(text)))\n    return b',
    ],
  ],
  'methods and fields': [
    [
      'Tool(tainted).run()',
      `${TOOL}def __init__(self, line):\n        self.line = line\n    def run(self):\n        os.system(self.line)`,
    ],
    [
      't = Tool()\nt.set(tainted)\nt.run()',
      `${TOOL}def set(self, line):\n        self.line = line\n    def run(self):\n        os.system(self.line)`,
    ],
    ['t = Tool()\nt.set(tainted)\nos.system(t.line)', `${TOOL}def set(self, line):\n        self.line = line`],
    [
      'Tool().set(tainted).run()',
      `${TOOL}def set(self, line):\n        self.line = line\n        return self\n    def run(self):\n        os.system(self.line)`,
    ],
    ['t = Tool()\nt.line = tainted\nt.run()', `${TOOL}line = "a"\n    def run(self):\n        os.system(self.line)`],
    [
      'Tool(tainted).run()',
      `${TOOL}def __init__(self, line):\n        self._init(line)\n    def _init(self, line):\n        self.line = line\n    def run(self):\n        os.system(self.line)`,
    ],
    [
      'Tool(tainted).run()',
      `class Base:\n    def __init__(self, line):\n        self.line = line\nclass Tool(Base):\n    def run(self):\n        os.system(self.line)`,
    ],
    [
      'Tool(tainted).run()',
      `class Base:\n    def __init__(self, line):\n        self.line = line\nclass Tool(Base):\n    def __init__(self, a):\n        super().__init__(a)\n        self.b = 1\n    def run(self):\n        os.system(self.line)`,
    ],
    [
      'Tool(tainted).run()',
      `class Base:\n    def __init__(self, line):\n        self.line = line\nclass Tool(Base):\n    def __init__(self, a):\n        super(Tool, self).__init__(line=a)\n    def run(self):\n        os.system(self.line)`,
    ],
    [
      'Tool(tainted).run()',
      `class Base:\n    def __init__(self, line):\n        self.line = line\nclass Tool(Base):\n    def __init__(self, a):\n        Base.__init__(self, a)\n    def run(self):\n        os.system(self.line)`,
    ],
    [
      'Tool().run(tainted)',
      `class Base:\n    def run(self, line):\n        os.system(line)\nclass Tool(Base):\n    def run(self, line):\n        super().run("run " + line)`,
    ],
    [
      'os.system(Tool().line(tainted))',
      `class Base:\n    def line(self, a):\n        return a\nclass Tool(Base):\n    def line(self, a):\n        return super().line(a) + "!"`,
    ],
    [
      'os.system(Tool(tainted).line)',
      `${TOOL}def __init__(self, a):\n        self.a = a\n    @property\n    def line(self):\n        return "run " + self.a`,
    ],
    [
      'os.system(Tool(tainted).line)',
      `from functools import cached_property\n${TOOL}def __init__(self, a):\n        self.a = a\n    @cached_property\n    def line(self):\n        return self.a`,
    ],
    [
      't = Tool()\nt.line = tainted\nos.system(t.a)',
      `${TOOL}@property\n    def line(self):\n        return self.a\n    @line.setter\n    def line(self, value):\n        self.a = value`,
    ],
    [
      't = Tool()\nt.line = tainted\nos.system(t.line)',
      `${TOOL}@property\n    def line(self):\n        return self.a\n    @line.setter\n    def line(self, value):\n        self.a = value`,
    ],
    ['Tool.run(tainted)', `${TOOL}@staticmethod\n    def run(line):\n        os.system(line)`],
    ['Tool.run(tainted)', `${TOOL}@classmethod\n    def run(cls, line):\n        os.system(line)`],
    [
      'os.system(Tool.make(tainted).line)',
      `${TOOL}def __init__(self, line):\n        self.line = line\n    @classmethod\n    def make(cls, a):\n        return cls(a)`,
    ],
    ['Tool.line = tainted\nos.system(Tool.line)', `${TOOL}line = "a"`],
    ['Tool.line = tainted\nTool().run()', `${TOOL}line = "a"\n    def run(self):\n        os.system(self.line)`],
    [
      'os.system(Tool(tainted).line)',
      'from dataclasses import dataclass\n@dataclass\nclass Tool:\n    line: str\n    kind: str = "a"',
    ],
    [
      'os.system(Tool(kind="b", line=tainted).line)',
      'from dataclasses import dataclass\n@dataclass(frozen=True)\nclass Tool:\n    line: str\n    kind: str = "a"',
    ],
    [
      'Tool(tainted).run()',
      'from dataclasses import dataclass\n@dataclass\nclass Tool:\n    line: str\n    def run(self):\n        os.system(self.line)',
    ],
    [
      'os.system(Tool("a", tainted).line)',
      'from typing import NamedTuple\nclass Tool(NamedTuple):\n    kind: str\n    line: str',
    ],
    [
      'os.system(Tool("a", tainted).line)',
      'from collections import namedtuple\nTool = namedtuple("Tool", ["kind", "line"])',
    ],
    ['os.system(Tool(line=tainted).line)', 'from pydantic import BaseModel\nclass Tool(BaseModel):\n    line: str'],
    [
      't = Tool()\nt.lines.append(tainted)\nt.run()',
      `${TOOL}def __init__(self):\n        self.lines = []\n    def run(self):\n        os.system(self.lines[0])`,
    ],
    [
      't = Tool()\nt.add(tainted)\nt.run()',
      `${TOOL}def __init__(self):\n        self.lines = []\n    def add(self, line):\n        self.lines.append(line)\n    def run(self):\n        os.system(" ".join(self.lines))`,
    ],
    [
      't = Tool()\nt["a"] = tainted\nos.system(t.data["a"])',
      `${TOOL}def __init__(self):\n        self.data = {}\n    def __setitem__(self, k, v):\n        self.data[k] = v`,
    ],
    [
      'os.system(str(Tool(tainted)))',
      `${TOOL}def __init__(self, a):\n        self.a = a\n    def __str__(self):\n        return "run " + self.a`,
    ],
    [
      'os.system(f"{Tool(tainted)}")',
      `${TOOL}def __init__(self, a):\n        self.a = a\n    def __str__(self):\n        return "run " + self.a`,
    ],
    [
      'Tool(tainted)()',
      `${TOOL}def __init__(self, a):\n        self.a = a\n    def __call__(self):\n        os.system(self.a)`,
    ],
    [
      'with Tool(tainted) as name:\n    os.system(name)',
      `${TOOL}def __init__(self, a):\n        self.a = a\n    def __enter__(self):\n        return self.a\n    def __exit__(self, *e):\n        pass`,
    ],
    ['t = Tool()\nsetattr(t, "line", tainted)\nos.system(t.line)', `${TOOL}pass`],
    ['os.system(getattr(Tool(tainted), "line"))', `${TOOL}def __init__(self, line):\n        self.line = line`],
    ['t = Tool()\nt.__dict__.update(line=tainted)\nos.system(t.line)', `${TOOL}pass`],
    [
      'Outer(tainted).inner.run()',
      'class Inner:\n    def __init__(self, a):\n        self.a = a\n    def run(self):\n        os.system(self.a)\nclass Outer:\n    def __init__(self, a):\n        self.inner = Inner(a)',
    ],
    [
      'run(Tool(tainted))',
      `${TOOL}def __init__(self, a):\n        self.a = a\ndef run(tool: Tool):\n    os.system(tool.a)`,
    ],
  ],
  callbacks: [
    ['for name in map(lambda t: t.strip(), [tainted]):\n    os.system(name)'],
    ['os.system(list(map(str.strip, [tainted]))[0])'],
    ['list(map(os.system, [tainted]))'],
    ['list(map(os.system, tainted.split(",")))'],
    ['os.system(list(filter(None, ["a", tainted]))[1])'],
    ['os.system(list(filter(lambda t: t, [tainted]))[0])'],
    ['os.system(sorted([tainted], key=lambda t: len(t))[0])'],
    ['os.system(max([tainted, "a"], key=len))'],
    ['os.system(functools.reduce(lambda a, b: a + b, ["a", tainted]))', 'import functools'],
    ['os.system(reduce(lambda a, b: a + b, ["a", tainted], ""))', 'from functools import reduce'],
    ['run = functools.partial(os.system, tainted)\nrun()', 'import functools'],
    ['run = partial(os.system)\nrun(tainted)', 'from functools import partial'],
    [
      'run = partial(wrap, "a")\nos.system(run(tainted))',
      'from functools import partial\ndef wrap(a, b):\n    return b',
    ],
    ['run = partial(subprocess.run, shell=True)\nrun(tainted)', 'import subprocess\nfrom functools import partial'],
    ['threading.Thread(target=os.system, args=(tainted,)).start()', 'import threading'],
    ['Thread(target=run, args=[tainted]).start()', 'from threading import Thread\ndef run(line):\n    os.system(line)'],
    [
      'Thread(target=run, kwargs={"line": tainted}).start()',
      'from threading import Thread\ndef run(line):\n    os.system(line)',
    ],
    ['multiprocessing.Process(target=os.system, args=(tainted,)).start()', 'import multiprocessing'],
    ['threading.Timer(5, os.system, [tainted]).start()', 'import threading'],
    [
      'with ThreadPoolExecutor() as pool:\n    pool.submit(os.system, tainted)',
      'from concurrent.futures import ThreadPoolExecutor',
    ],
    [
      'pool = ThreadPoolExecutor()\nos.system(pool.submit(wrap, tainted).result())',
      'from concurrent.futures import ThreadPoolExecutor\ndef wrap(t):\n    return t',
    ],
    ['ThreadPoolExecutor().map(os.system, [tainted])', 'from concurrent.futures import ThreadPoolExecutor'],
    ['multiprocessing.Pool().apply_async(os.system, (tainted,))', 'import multiprocessing'],
    ['multiprocessing.Pool().map(run, [tainted])', 'import multiprocessing\ndef run(line):\n    os.system(line)'],
    ['asyncio.get_event_loop().run_in_executor(None, os.system, tainted)', 'import asyncio'],
    ['asyncio.run(asyncio.to_thread(os.system, tainted))', 'import asyncio'],
    ['loop.call_soon(os.system, tainted)', 'import asyncio\nloop = asyncio.new_event_loop()'],
    ['atexit.register(os.system, tainted)', 'import atexit'],
    ['apply(os.system, tainted)', 'def apply(f, x):\n    return f(x)'],
    ['apply(lambda t: os.system(t), tainted)', 'def apply(f, x):\n    return f(x)'],
    ['os.system(apply(lambda: tainted))', 'def apply(f):\n    return f()'],
    [
      'each([tainted], run)',
      'def run(t):\n    os.system(t)\ndef each(items, f):\n    for item in items:\n        f(item)',
    ],
    [
      'run = log(os.system)\nrun(tainted)',
      'def log(f):\n    def inner(*args):\n        return f(*args)\n    return inner',
    ],
    [
      'Runner(os.system).go(tainted)',
      'class Runner:\n    def __init__(self, f):\n        self.f = f\n    def go(self, x):\n        self.f(x)',
    ],
    ['HANDLERS["run"](tainted)', 'HANDLERS = {"run": os.system}'],
    ['HANDLERS[request.args["k"]](tainted)', 'HANDLERS = {"other": len, "run": os.system}'],
    ['run = run_it if tainted else other\nrun(tainted)', 'def other(t):\n    pass\ndef run_it(t):\n    os.system(t)'],
    ['run = other if tainted else run_it\nrun(tainted)', 'def other(t):\n    pass\ndef run_it(t):\n    os.system(t)'],
    ['os.system(re.sub("NAME", lambda m: tainted, "run NAME"))'],
    ['getattr(os, "system")(tainted)'],
    ['os.system.__call__(tainted)'],
    ['any(os.system(t) for t in [tainted])'],
    ['[os.system(t) for t in [tainted]]'],
    ['os.system({k: v for k, v in [("a", tainted)]}["a"])'],
  ],
  'string building': [
    ['s = "a"\ns += tainted\nos.system(s)'],
    ['s = ""\nfor part in ["a", tainted]:\n    s = s + " " + part\nos.system(s)'],
    ['os.system(f"a {f"b {tainted}"} c")'],
    ['os.system(f"{tainted:>20}")'],
    ['os.system(f"{tainted=}")'],
    ['os.system("%s %s" % ("a", tainted))'],
    ['os.system("%(a)s" % dict(a=tainted))'],
    ['os.system("{} {b}".format("a", b=tainted))'],
    ['os.system("{0[a]}".format({"a": tainted}))'],
    ['os.system("{a}".format(**{"a": tainted}))'],
    ['os.system("{a}".format_map({"a": tainted}))'],
    ['os.system("run {}".format(*[tainted]))'],
    ['os.system(string.Template("run $a").substitute(a=tainted))', 'import string'],
    ['os.system(Template("run $a").safe_substitute({"a": tainted}))', 'from string import Template'],
    ['os.system("".join(c for c in tainted))'],
    ['os.system(" ".join(sorted({tainted})))'],
    ['os.system(" ".join(["a"] + [tainted]))'],
    ['os.system(" ".join(("a", tainted)))'],
    ['os.system(" ".join(map(str, [tainted])))'],
    ['parts = []\nparts.append("a")\nparts.append(tainted)\nos.system(" ".join(parts))'],
    ['parts = ["a"]\nparts += [tainted]\nos.system(" ".join(parts))'],
    ['parts = ["a"]\nparts.extend([tainted])\nos.system(" ".join(parts))'],
    ['parts = ["a"]\nparts.insert(0, tainted)\nos.system(" ".join(parts))'],
    ['out = io.StringIO()\nout.write("run ")\nout.write(tainted)\nos.system(out.getvalue())', 'import io'],
    ['print(tainted, file=out)\nos.system(out.getvalue())', 'import io\nout = io.StringIO()'],
    ['os.system(io.StringIO(tainted).read())', 'import io'],
    ['os.system("run NAME".replace("NAME", tainted))'],
    ['os.system(re.sub("NAME", tainted, "run NAME"))'],
    ['os.system(tainted.zfill(8).ljust(20).center(30))'],
    ['os.system(tainted[::-1][1:3])'],
    ['os.system(tainted.encode().decode("utf-8"))'],
    ['os.system(bytes(tainted, "utf-8").decode())'],
    ['os.system(base64.b64decode(tainted).decode())', 'import base64'],
    ['os.system(urllib.parse.unquote(tainted))', 'import urllib.parse'],
    ['os.system(json.loads(json.dumps({"a": tainted}))["a"])', 'import json'],
    ['os.system(str({"a": tainted}))'],
    ['os.system(repr(tainted))'],
    ['os.system(tainted.partition(":")[2])'],
    ['a, _, b = tainted.partition(":")\nos.system(b)'],
    ['os.system(tainted.split(":", 1)[1].strip())'],
    ['os.system(re.match("(.*)", tainted).group(1))'],
    ['m = re.search("(?P<n>.*)", tainted)\nos.system(m["n"])'],
    ['for m in re.finditer("x", tainted):\n    os.system(m.group())'],
    ['os.system(os.path.join("/srv", tainted))'],
    ['os.system(str(pathlib.Path("/srv") / tainted))', 'import pathlib'],
    ['os.system(textwrap.dedent(f"""\\n  run {tainted}\\n"""))', 'import textwrap'],
    ['os.system(shlex.join(["a"]) + tainted)', 'import shlex'],
    ['os.system("run " "%s" % tainted)'],
    ['os.system("run " + (tainted if tainted else "a"))'],
    ['os.system(tainted.translate(str.maketrans("a", "b")))'],
    ['os.system("".join(itertools.chain(["a"], [tainted])))', 'import itertools'],
    ['os.system(operator.add("run ", tainted))', 'import operator'],
  ],
  containers: [
    ['d = {"a": {"b": [tainted]}}\nos.system(d["a"]["b"][0])'],
    ['d = {}\nd["a"] = {}\nd["a"]["b"] = tainted\nos.system(d["a"]["b"])'],
    ['d = {"a": "x", **{"a": tainted}}\nos.system(d["a"])'],
    ['d = {"a": "x"}\nd.update({"a": tainted})\nos.system(d["a"])'],
    ['d = {"a": "x"}\nd.update(a=tainted)\nos.system(d["a"])'],
    ['d = {"a": "x"} | {"a": tainted}\nos.system(d["a"])'],
    ['d = {"a": "x"}\nd |= {"a": tainted}\nos.system(d["a"])'],
    ['d = dict([("a", tainted)])\nos.system(d["a"])'],
    ['d = dict(zip(["a"], [tainted]))\nos.system(d["a"])'],
    ['d = {}\nd.setdefault("a", tainted)\nos.system(d["a"])'],
    ['d = collections.defaultdict(list)\nd["a"].append(tainted)\nos.system(d["a"][0])', 'import collections'],
    ['d = collections.OrderedDict(a=tainted)\nos.system(d["a"])', 'import collections'],
    ['os.system({"a": tainted}.get("a", "b"))'],
    ['os.system({}.get("a", tainted))'],
    ['os.system({"a": tainted}.pop("a"))'],
    ['for value in {"a": tainted}.values():\n    os.system(value)'],
    ['(a, (b, c)) = ("x", ("y", tainted))\nos.system(c)'],
    ['a, b = "x", tainted\na, b = b, a\nos.system(a)'],
    ['a, *b = ["x", "y", tainted]\nos.system(b[1])'],
    ['*a, b = ["x", tainted]\nos.system(b)'],
    ['for a, b in [("x", tainted)]:\n    os.system(b)'],
    ['for i, t in enumerate([tainted]):\n    os.system(t)'],
    ['for a, b in zip(["x"], [tainted]):\n    os.system(b)'],
    ['l = [None] * 2\nl[1] = tainted\nos.system(l[1])'],
    ['l = ["x", tainted]\nos.system(l[1:][0])'],
    ['l = [*["x"], *[tainted]]\nos.system(l[1])'],
    ['l = ["x"]\nl[0:1] = [tainted]\nos.system(l[0])'],
    ['s = {"a"}\ns.add(tainted)\nos.system(s.pop())'],
    ['s = {"a"} | {tainted}\nos.system(list(s)[0])'],
    ['q = collections.deque()\nq.append(tainted)\nos.system(q.popleft())', 'import collections'],
    ['q = queue.Queue()\nq.put(tainted)\nos.system(q.get())', 'import queue'],
    ['l = copy.deepcopy([tainted])\nos.system(l[0])', 'import copy'],
    ['l = tuple([tainted])\nos.system(l[0])'],
    ['t = ("a", tainted)\nos.system(t[-1])'],
    ['CACHE["a"] = tainted\nos.system(CACHE["a"])', 'CACHE = {}'],
    ['d = {"a": "x", "b": tainted}\ndel d["a"]\nos.system(d["b"])'],
    ['o = types.SimpleNamespace(a=tainted)\nos.system(o.a)', 'import types'],
    ['os.system(vars(o)["a"])', 'import types\no = types.SimpleNamespace(a=request.args["a"])'],
    ['c = configparser.ConfigParser()\nc["s"] = {"a": tainted}\nos.system(c["s"]["a"])', 'import configparser'],
    ['os.system([t for t in [tainted] if t][0])'],
    ['os.system([[t] for t in [tainted]][0][0])'],
  ],
  aliases: [
    ['a = {}\nb = a\na["x"] = tainted\nos.system(b["x"])'],
    ['a = []\nb = a\nb.append(tainted)\nos.system(a[0])'],
    ['a = b = []\nb.append(tainted)\nos.system(a[0])'],
    ['a = {}\no = {"inner": a}\na["x"] = tainted\nos.system(o["inner"]["x"])'],
    ['o = {"inner": {}}\na = o["inner"]\na["x"] = tainted\nos.system(o["inner"]["x"])'],
    ['o = {}\nfill(o, tainted)\nos.system(o["x"])', 'def fill(o, v):\n    o["x"] = v'],
    ['l = []\nfill(l, tainted)\nos.system(l[0])', 'def fill(l, v):\n    l.append(v)'],
    ['l = []\nfill(l, tainted)\nos.system(l[0])', 'def fill(l, v):\n    l += [v]'],
    ['o = {"inner": {}}\nfill(o, tainted)\nos.system(o["inner"]["x"])', 'def fill(o, v):\n    o["inner"]["x"] = v'],
    [
      'o = {}\nouter(o, tainted)\nos.system(o["x"])',
      'def fill(o, v):\n    o["x"] = v\ndef outer(o, v):\n    fill(o, v)',
    ],
    ['a = {}\nb = a\nfill(a, tainted)\nos.system(b["x"])', 'def fill(o, v):\n    o["x"] = v'],
    ['t = Tool()\nu = t\nt.x = tainted\nos.system(u.x)', `${TOOL}pass`],
    ['t = Tool()\nfill(t, tainted)\nos.system(t.x)', `${TOOL}pass\ndef fill(o, v):\n    o.x = v`],
    ['t = Tool()\nu = t\nt.set(tainted)\nos.system(u.x)', `${TOOL}def set(self, v):\n        self.x = v`],
    ['items = [{}]\nfor item in items:\n    item["x"] = tainted\nos.system(items[0]["x"])'],
    ['a = {}\nb = same(a)\nb["x"] = tainted\nos.system(a["x"])', 'def same(o):\n    return o'],
    ['fill(tainted)\nos.system(CACHE["x"])', 'CACHE = {}\ndef fill(v):\n    CACHE["x"] = v'],
  ],
};

const SILENT: Readonly<Record<string, readonly Form[]>> = {
  'helper functions': [
    ['os.system(wrap(tainted, "b"))', 'def wrap(a, b=None):\n    return b'],
    ['os.system(outer("a")(tainted))', 'def outer(a):\n    return lambda b: a'],
    ['os.system("".join(parts(tainted)))', 'def parts(text):\n    yield str(len(text))'],
    ['a, b = both(tainted)\nos.system(a)', 'def both(text):\n    return "a", text'],
  ],
  'methods and fields': [
    ['t = Tool()\nt.other = tainted\nt.run()', `${TOOL}line = "ls"\n    def run(self):\n        os.system(self.line)`],
    [
      'os.system(Tool(tainted).kind)',
      'from dataclasses import dataclass\n@dataclass\nclass Tool:\n    line: str\n    kind: str = "a"',
    ],
    [
      'os.system(str(Tool(tainted).size))',
      `${TOOL}def __init__(self, a):\n        self.a = a\n    @property\n    def size(self):\n        return len(self.a)`,
    ],
    ['os.system(Tool.line)', `${TOOL}line = "a"`],
  ],
  callbacks: [
    ['list(map(os.system, ["a", "b"]))'],
    ['os.system(" ".join(map(str, map(len, [tainted]))))'],
    ['os.system(apply(lambda t: "a", tainted))', 'def apply(f, x):\n    return f(x)'],
    ['run = partial(os.system, "ls")\nrun()', 'from functools import partial'],
    ['Thread(target=os.system, args=("ls",), name=tainted).start()', 'from threading import Thread'],
  ],
  containers: [
    ['d = {"a": tainted, "b": "b"}\nos.system(d["b"])'],
    ['d = {"a": "x"}\nd.update({"b": tainted})\nos.system(d["a"])'],
    ['d = {**{"a": tainted}, "a": "x"}\nos.system(d["a"])'],
    ['a, b = "x", tainted\na, b = b, a\nos.system(b)'],
    ['for a, b in [("x", tainted)]:\n    os.system(a)'],
  ],
  aliases: [
    ['a = {"x": "a"}\nb = dict(a)\nb["x"] = tainted\nos.system(a["x"])'],
    ['a = {"x": "a"}\nb = a.copy()\nb["x"] = tainted\nos.system(a["x"])'],
    ['a = ["a"]\nb = a[:]\nb[0] = tainted\nos.system(a[0])'],
    ['o = {"x": "a"}\nfill(o, tainted)\nos.system(o["x"])', 'def fill(o, v):\n    o["y"] = v'],
  ],
};

describe('forms of Python', () => {
  for (const [kind, forms] of Object.entries(FLOWING)) {
    describe(kind, () => {
      for (const [body, before = ''] of forms) {
        it(`flows: ${before} | ${body}`.replace(/\s+/g, ' '), async () => {
          const severities = await inPython(body, before);
          assert.equal(severities.includes('critical'), true, severities.join());
        });
      }
      for (const [body, before = ''] of SILENT[kind] ?? []) {
        it(`does not: ${before} | ${body}`.replace(/\s+/g, ' '), async () => {
          const severities = await inPython(body, before);
          assert.deepEqual(
            severities.filter((one) => one === 'critical'),
            [],
          );
        });
      }
    });
  }

  it('remembers what was there where a member is written on one way only', async () => {
    const body = 'data = json.loads(tainted)\nif "a" not in data:\n    data["a"] = "x"\nos.system(data["a"])';
    assert.equal((await inPython(body, 'import json')).includes('critical'), true);
  });
});
