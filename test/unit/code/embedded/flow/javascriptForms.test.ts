import assert from 'node:assert/strict';
import { inJavaScript } from './views.ts';

/** Ways in which `tainted` gets to `exec`; `before` stands in front of the handler. */
type Form = readonly [body: string, before?: string];

const FLOWING: Readonly<Record<string, readonly Form[]>> = {
  'helper functions': [
    ['exec(wrap(undefined, tainted));', 'function wrap(a = "x", b = a) { return b; }'],
    ['exec(wrap(tainted));', 'function wrap(a, b = a) { return b; }'],
    ['exec(wrap({ text: tainted }));', 'const wrap = ({ text = "a", other } = {}) => text + other;'],
    ['exec(wrap("a", tainted, "b"));', 'const wrap = (first, ...others) => others.join(" ");'],
    ['exec(count(tainted, 3));', 'function count(text, n) { return n === 0 ? text : count(text + n, n - 1); }'],
    ['exec(outer(tainted)());', 'function outer(text) { return () => "run " + text; }'],
    ['exec(outer("run ")(tainted));', 'const outer = (a) => (b) => a + b;'],
    ['exec(outer(tainted).inner());', 'const outer = (text) => ({ inner() { return text; } });'],
    ['const use = () => exec(tainted); use();'],
    ['let use; { use = () => { const inner = () => exec(tainted); inner(); }; } use();'],
    ['(function () { exec(tainted); })();'],
    ['exec(((text) => text)(tainted));'],
    ['for (const part of parts(tainted)) exec(part);', 'function* parts(text) { yield "a"; yield text; }'],
    ['exec([...parts(tainted)].join(" "));', 'function* parts(text) { yield* text.split(","); }'],
    ['exec(parts(tainted).next().value);', 'function* parts(text) { yield text; }'],
    ['const [first] = parts(tainted); exec(first);', 'function* parts(text) { yield text; }'],
    ['exec(ternary(tainted));', 'const ternary = (text) => (text ? text : "a");'],
    [
      'exec(attempt(tainted));',
      'function attempt(text) { try { return load(text); } catch (e) { return text; } finally { close(); } }',
    ],
    ['exec(early(tainted));', 'function early(text) { if (!text) return "a"; return text; }'],
    ['exec(tools.wrap(tainted));', 'const tools = { wrap: (text) => text };'],
    ['const { wrap } = tools; exec(wrap(tainted));', 'const tools = { wrap: (text) => text };'],
    ['exec(wrap.call(null, tainted));', 'function wrap(text) { return text; }'],
    ['exec(Reflect.apply(wrap, null, [tainted]));', 'function wrap(text) { return text; }'],
    ['exec(wrap`run ${tainted}`);', 'function wrap(strings, ...values) { return strings[0] + values[0]; }'],
  ],
  promises: [
    ['exec(await load(tainted));', 'async function load(text) { return text; }'],
    ['load(tainted).then((text) => exec(text));', 'async function load(text) { return text; }'],
    [
      'load(tainted).then((text) => "run " + text).then((line) => exec(line));',
      'async function load(text) { return text; }',
    ],
    [
      'exec(await load(tainted).then((text) => text.trim()).catch(() => "a").finally(() => {}));',
      'async function load(text) { return text; }',
    ],
    ['Promise.resolve({ a: tainted }).then(({ a }) => exec(a));'],
    ['const [first, second] = await Promise.all(["a", tainted]); exec(second);'],
    [
      'const [first, second] = await Promise.all([load("a"), load(tainted)]); exec(second);',
      'async function load(text) { return text; }',
    ],
    ['Promise.all([load(tainted)]).then(([text]) => exec(text));', 'async function load(text) { return text; }'],
    ['exec(await Promise.race([tainted, later()]));'],
    [
      'const results = await Promise.allSettled([load(tainted)]); exec(results[0].value);',
      'async function load(text) { return text; }',
    ],
    ['exec(await new Promise((resolve) => resolve(tainted)));'],
    ['exec(await new Promise((resolve, reject) => { setTimeout(() => resolve(tainted), 10); }));'],
    ['new Promise((done) => done(tainted)).then(exec);'],
    ['Promise.resolve(tainted).then(exec);'],
    ['for await (const text of texts(tainted)) exec(text);', 'async function* texts(text) { yield text; }'],
    ['for await (const text of [Promise.resolve(tainted)]) exec(text);'],
    ['const names = await Promise.all(tainted.split(",").map(async (name) => name.trim())); exec(names[0]);'],
  ],
  'methods and fields': [
    ['new Tool(tainted).run();', 'class Tool { constructor(line) { this.line = line; } run() { exec(this.line); } }'],
    [
      'const t = new Tool(); t.set(tainted); t.run();',
      'class Tool { set(line) { this.line = line; } run() { exec(this.line); } }',
    ],
    ['const t = new Tool(); t.set(tainted); exec(t.line);', 'class Tool { set(line) { this.line = line; } }'],
    [
      'new Tool().set(tainted).run();',
      'class Tool { set(line) { this.line = line; return this; } run() { exec(this.line); } }',
    ],
    ['const t = new Tool(); t.line = tainted; t.run();', 'class Tool { line = "a"; run() { exec(this.line); } }'],
    [
      'new Tool(tainted).run();',
      'class Tool { #line; constructor(line) { this.#line = line; } run() { exec(this.#line); } }',
    ],
    [
      'new Tool(tainted).run();',
      'class Tool { constructor(line) { this.init(line); } init(line) { this.line = line; } run() { exec(this.line); } }',
    ],
    [
      'new Tool(tainted).run();',
      'class Base { constructor(line) { this.line = line; } } class Tool extends Base { run() { exec(this.line); } }',
    ],
    [
      'new Tool(tainted).run();',
      'class Base { constructor(line) { this.line = line; } } class Tool extends Base { constructor(a) { super(a); this.b = 1; } run() { exec(this.line); } }',
    ],
    [
      'new Tool(tainted).run();',
      'class Base { constructor(line) { this.line = line; } run() { exec(this.line); } } class Tool extends Base { constructor(a) { super("run " + a); } }',
    ],
    [
      'new Tool().run(tainted);',
      'class Base { run(line) { exec(line); } } class Tool extends Base { run(line) { super.run("run " + line); } }',
    ],
    [
      'exec(new Tool().line(tainted));',
      'class Base { line(a) { return a; } } class Tool extends Base { line(a) { return super.line(a) + "!"; } }',
    ],
    [
      'exec(new Tool(tainted).line);',
      'class Tool { constructor(a) { this.a = a; } get line() { return "run " + this.a; } }',
    ],
    [
      'const { line } = new Tool(tainted); exec(line);',
      'class Tool { constructor(a) { this.a = a; } get line() { return this.a; } }',
    ],
    ['const t = new Tool(); t.line = tainted; exec(t.a);', 'class Tool { set line(value) { this.a = value; } }'],
    [
      'const t = new Tool(); t.line = tainted; exec(t.line);',
      'class Tool { get line() { return this.a; } set line(value) { this.a = value; } }',
    ],
    ['exec({ get line() { return tainted; } }.line);'],
    ['Tool.line = tainted; exec(Tool.line);', 'class Tool { static line = "a"; }'],
    ['Tool.run(tainted);', 'class Tool { static run(line) { exec(line); } }'],
    [
      'exec(Tool.make(tainted).line);',
      'class Tool { constructor(line) { this.line = line; } static make(a) { return new Tool(a); } }',
    ],
    ['const t = { line: "a", set(line) { this.line = line; } }; t.set(tainted); exec(t.line);'],
    [
      'new Tool(tainted).run();',
      'function Tool(line) { this.line = line; } Tool.prototype.run = function () { exec(this.line); };',
    ],
    [
      'const t = new Tool(); t.lines.push(tainted); t.run();',
      'class Tool { lines = []; run() { exec(this.lines[0]); } }',
    ],
    [
      'const t = new Tool(); t.add(tainted); t.run();',
      'class Tool { lines = []; add(line) { this.lines.push(line); } run() { exec(this.lines.join(" ")); } }',
    ],
    [
      'const t = new Tool(); t.add("a", tainted); exec(t.map.get("a"));',
      'class Tool { map = new Map(); add(k, v) { this.map.set(k, v); } }',
    ],
    [
      'new Tool({ line: tainted }).run();',
      'class Tool { constructor({ line }) { Object.assign(this, { line }); } run() { exec(this.line); } }',
    ],
    [
      'new Tool({ line: tainted }).run();',
      'class Tool { constructor(options) { this.options = options; } run() { exec(this.options.line); } }',
    ],
    ['new Tool(tainted).run();', 'class Tool { constructor(a) { this.run = () => exec(a); } }'],
    [
      'new Tool(tainted).run();',
      'class Tool { constructor(a) { this.a = a; this.run = this.run.bind(this); } run() { exec(this.a); } }',
    ],
    [
      'new Outer(tainted).inner.run();',
      'class Inner { constructor(a) { this.a = a; } run() { exec(this.a); } } class Outer { constructor(a) { this.inner = new Inner(a); } }',
    ],
    [
      'new Tool(tainted).later();',
      'class Tool { constructor(a) { this.a = a; } later() { setTimeout(() => exec(this.a), 1); } }',
    ],
  ],
  callbacks: [
    ['[tainted].forEach((t) => exec(t));'],
    ['exec([tainted].map((t) => "run " + t)[0]);'],
    ['exec(["a", "b"].map(() => tainted).join(" "));'],
    ['exec([tainted].filter((t) => t.length).shift());'],
    ['exec([tainted, "a"].find((t) => t.length > 3));'],
    ['exec(["a", tainted].reduce((all, t) => all + t));'],
    ['exec(["a", tainted].reduce((all, t) => all + t, "run "));'],
    ['exec([{ n: tainted }].reduce((all, { n }) => { all.push(n); return all; }, []).join(" "));'],
    ['exec([[tainted]].flat()[0]); '],
    ['exec([[tainted]].flatMap((t) => t)[0]);'],
    ['exec([tainted].sort((a, b) => a - b)[0]);'],
    ['exec(Array.from([tainted], (t) => t.trim())[0]);'],
    ['exec(Array.from({ length: 2 }, () => tainted)[0]);'],
    ['exec(Object.entries({ a: tainted }).map(([k, v]) => v)[0]);'],
    ['exec(Object.fromEntries(Object.entries({ a: tainted }).map(([k, v]) => [k, v])).a);'],
    ['Object.keys({ a: 1 }).forEach(() => exec(tainted));'],
    ['new Map([["a", tainted]]).forEach((value) => exec(value));'],
    ['new Set([tainted]).forEach((value) => exec(value));'],
    ['for (const [index, t] of [tainted].entries()) exec(t);'],
    ['[tainted].forEach(exec);'],
    ['[tainted].map(exec);'],
    ['["a", tainted].map(cp.execSync);', 'const cp = require("child_process");'],
    ['setTimeout(exec, 10, tainted);'],
    ['setImmediate(() => exec(tainted));'],
    ['process.nextTick(exec, tainted);'],
    ['exec.call(null, tainted);'],
    ['exec.apply(null, [tainted]);'],
    ['exec(...[tainted]);'],
    ['Reflect.apply(exec, null, [tainted]);'],
    ['const run = exec.bind(null, tainted); run();'],
    ['const run = exec.bind(null); run(tainted);'],
    ['const run = wrap.bind(null, "a"); exec(run(tainted));', 'function wrap(a, b) { return b; }'],
    ['apply(exec, tainted);', 'function apply(f, x) { return f(x); }'],
    ['apply((t) => exec(t), tainted);', 'function apply(f, x) { return f(x); }'],
    ['exec(apply((t) => t + "!", tainted));', 'const apply = (f, x) => f(x);'],
    ['exec(apply(() => tainted));', 'const apply = (f) => f();'],
    ['twice(run, tainted);', 'const run = (t) => exec(t); function twice(f, x) { f(x); f(x); }'],
    ['each([tainted], (t) => exec(t));', 'function each(list, f) { for (const one of list) f(one); }'],
    ['each([tainted], exec);', 'function each(list, f) { list.forEach(f); }'],
    [
      'load(tainted, (error, text) => exec(text));',
      'function load(name, done) { setTimeout(() => done(null, name), 1); }',
    ],
    [
      'const logged = log(exec); logged(tainted);',
      'const log = (f) => (...args) => { console.log("call"); return f(...args); };',
    ],
    [
      'const run = compose(exec, wrap); run(tainted);',
      'const compose = (f, g) => (x) => f(g(x)); const wrap = (t) => "run " + t;',
    ],
    ['pipe(tainted, wrap, exec);', 'const pipe = (x, f, g) => g(f(x)); const wrap = (t) => "run " + t;'],
    ['new Runner(exec).go(tainted);', 'class Runner { constructor(f) { this.f = f; } go(x) { this.f(x); } }'],
    ['handlers.run(tainted);', 'const handlers = { run: exec };'],
    ['handlers[req.query.k](tainted);', 'const handlers = { run: (t) => exec(t), other: (t) => t };'],
    [
      'const bus = new EventEmitter(); bus.on("run", (line) => exec(line)); bus.emit("run", tainted);',
      'const { EventEmitter } = require("events");',
    ],
    ['bus.emit("run", tainted);', 'const bus = new (require("events"))(); bus.on("run", (line) => exec(line));'],
    [
      'bus.emit("run", "a", tainted);',
      'const EventEmitter = require("events"); const bus = new EventEmitter(); bus.once("run", (a, line) => exec(line));',
    ],
    [
      'bus.emit("run", tainted);',
      'const EventEmitter = require("events"); const bus = new EventEmitter(); bus.on("run", exec);',
    ],
    ['_.each([tainted], (t) => exec(t));', 'const _ = require("lodash");'],
    ['exec(_.map([tainted], (t) => t)[0]);', 'const _ = require("lodash");'],
    ['exec("NAME".replace(/NAME/, () => tainted));'],
    ['tainted.replace(/\\w+/g, (word) => { exec(word); });'],
    ['tainted.split(",").forEach((part) => exec(part));'],
  ],
  'promisified functions': [
    ['await run("ls " + tainted);', 'const { promisify } = require("util"); const run = promisify(exec);'],
    [
      'await run("ls " + tainted);',
      'const util = require("util"); const run = util.promisify(require("child_process").exec);',
    ],
    ['util.promisify(exec)(tainted);', 'const util = require("util");'],
    ['util.callbackify(run)(tainted, () => {});', 'const util = require("util"); async function run(t) { exec(t); }'],
    [
      'run(tainted).then(() => {});',
      'const run = (line) => new Promise((resolve, reject) => { exec(line, (e, out) => (e ? reject(e) : resolve(out))); });',
    ],
    [
      'exec(await read(tainted));',
      'const { promisify } = require("util"); const read = promisify((text, done) => done(null, text));',
    ],
    [
      'const { execAsync } = tools; execAsync(tainted);',
      'const Bluebird = require("bluebird"); const tools = { execAsync: Bluebird.promisify(exec) };',
    ],
  ],
  'string building': [
    ['exec("a" + tainted + "b");'],
    ['let s = "a"; s += tainted; s += "b"; exec(s);'],
    ['let s = ""; for (const part of ["a", tainted]) s = s + " " + part; exec(s);'],
    ['exec(`a ${`b ${tainted}`} c`);'],
    ['const parts = ["a"]; parts.push(tainted, "b"); exec(parts.join(" "));'],
    ['const parts = []; parts[0] = "a"; parts[1] = tainted; exec(parts.join(" "));'],
    ['const parts = []; parts.unshift(tainted); exec(parts.concat(["a"]).join(" "));'],
    ['exec(["a", ...[tainted]].join(" "));'],
    ['exec([].concat("a", [tainted]).join(" "));'],
    ['exec("a".concat(" ", tainted));'],
    ['exec("run %s".replace("%s", tainted));'],
    ['exec("run NAME NAME".replaceAll("NAME", tainted));'],
    ['exec("run NAME".replace(/NAME/g, tainted));'],
    ['exec("run NAME".split("NAME").join(tainted));'],
    ['exec(util.format("run %s", tainted));', 'const util = require("util");'],
    ['exec(tainted.padStart(20).padEnd(30));'],
    ['exec(tainted.repeat(2).normalize());'],
    ['exec("a".padEnd(9, tainted));'],
    ['exec(tainted.at(0) + tainted.charAt(1) + tainted[2]);'],
    ['exec([...tainted].reverse().join(""));'],
    ['exec(Buffer.from(tainted, "hex").toString("utf8"));'],
    ['exec(Buffer.concat([Buffer.from("a"), Buffer.from(tainted)]).toString());'],
    ['exec(new TextDecoder().decode(new TextEncoder().encode(tainted)));'],
    ['exec(String(tainted) + tainted.toString());'],
    ['exec(["a", tainted].toString());'],
    ['exec(["a", tainted] + "");'],
    ['exec(JSON.parse(JSON.stringify({ a: tainted })).a);'],
    ['exec(structuredClone({ a: tainted }).a);'],
    ['exec(querystring.stringify({ a: tainted }));', 'const querystring = require("querystring");'],
    ['exec(new URLSearchParams({ a: tainted }).toString());'],
    ['exec(decodeURIComponent(escape(atob(tainted))));'],
    ['exec(path.join("/srv", tainted, "x"));', 'const path = require("path");'],
    ['exec(`${tainted}` ? `${tainted}` : "");'],
    ['exec(tainted && `run ${tainted}`);'],
    ['exec((tainted, tainted));'],
    ['exec(tainted.match(/\\w+/)[0]);'],
    ['const [, name] = /(.*)/.exec(tainted); exec(name);'],
    ['for (const m of tainted.matchAll(/x/g)) exec(m[0]);'],
    ['exec(tainted.trim().toLowerCase().split(" ").map((w) => w[0]).join(""));'],
    ['exec(["a", tainted].reduce((text, part) => `${text} ${part}`, ""));'],
    ['exec(["a", tainted].at(-1));'],
    ['const template = (name) => `run ${name}`; exec(template(tainted));'],
  ],
  containers: [
    ['const o = { a: { b: [tainted] } }; exec(o.a.b[0]);'],
    ['const o = {}; o.a = {}; o.a.b = tainted; exec(o.a.b);'],
    ['const o = { a: "x", ...{ a: tainted } }; exec(o.a);'],
    ['const o = Object.assign({}, { a: tainted }); exec(o.a);'],
    ['const o = { a: "x" }; Object.assign(o, { a: tainted }); exec(o.a);'],
    ['const key = "a"; const o = { [key]: tainted }; exec(o.a);'],
    ['const o = {}; o["a" + "b"] = tainted; exec(o.ab);'],
    ['const o = { a: tainted }; exec(o["a"]);'],
    ['const o = { a: tainted }; exec(o?.a);'],
    ['const { a: renamed } = { a: tainted }; exec(renamed);'],
    ['const { a = "x" } = { a: tainted }; exec(a);'],
    ['const { missing = tainted } = {}; exec(missing);'],
    ['const { a: { b: [, second] } } = { a: { b: ["x", tainted] } }; exec(second);'],
    ['const { a, ...rest } = { a: "x", b: tainted }; exec(rest.b);'],
    ['let a, b; ({ a, b } = { a: "x", b: tainted }); exec(b);'],
    ['let a = "x", b = tainted; [a, b] = [b, a]; exec(a);'],
    ['const m = new Map([["a", tainted]]); exec(m.get("a"));'],
    ['const m = new Map(Object.entries({ a: tainted })); exec(m.get("a"));'],
    ['const m = new Map(); m.set("a", "x").set("b", tainted); exec(m.get("b"));'],
    ['const m = new WeakMap(); m.set(req, tainted); exec(m.get(req));'],
    ['const s = new Set(["a"]); s.add(tainted); for (const one of s) exec(one);'],
    ['const s = new Set([tainted]); exec([...s][0]);'],
    ['const l = ["a"]; l.splice(1, 0, tainted); exec(l[1]);'],
    ['const l = [tainted]; exec(l.slice(0)[0]);'],
    ['const l = [tainted]; exec(l.pop());'],
    ['const l = ["a", tainted]; const [, second] = l; exec(second);'],
    ['const l = Array.of("a", tainted); exec(l[1]);'],
    ['const l = new Array(3).fill(tainted); exec(l[0]);'],
    ['const l = [[tainted]]; exec(l[0][0]);'],
    ['const o = Object.freeze({ a: tainted }); exec(o.a);'],
    ['const o = Object.create({ a: tainted }); exec(o.a);'],
    ['Object.defineProperty(o, "a", { value: tainted }); exec(o.a);', 'const o = {};'],
    ['const o = { list: [] }; o.list.push(tainted); exec(o.list[0]);'],
    ['const o = { a: "x", b: tainted }; for (const key in o) exec(o[key]);'],
    ['const o = { b: tainted }; delete o.a; exec(o.b);'],
    ['const o = { ...(tainted ? { a: tainted } : {}) }; exec(o.a);'],
    ['const o = JSON.parse(req.body); exec(o.a);'],
    ['cache.a = tainted; exec(cache.a);', 'const cache = {};'],
  ],
  aliases: [
    ['const a = {}; const b = a; a.x = tainted; exec(b.x);'],
    ['const a = []; const b = a; b.push(tainted); exec(a[0]);'],
    ['const a = {}; const o = { inner: a }; a.x = tainted; exec(o.inner.x);'],
    ['const o = { inner: {} }; const a = o.inner; a.x = tainted; exec(o.inner.x);'],
    [
      'const { inner } = { inner: req.other }; const o = { list: [] }; const { list } = o; list.push(tainted); exec(o.list[0]);',
    ],
    ['const o = {}; fill(o, tainted); exec(o.x);', 'function fill(o, v) { o.x = v; }'],
    ['const l = []; fill(l, tainted); exec(l[0]);', 'const fill = (list, v) => { list.push(v); };'],
    ['const o = { inner: {} }; fill(o, tainted); exec(o.inner.x);', 'function fill(o, v) { o.inner.x = v; }'],
    [
      'const o = {}; outer(o, tainted); exec(o.x);',
      'function fill(o, v) { o.x = v; } function outer(o, v) { fill(o, v); }',
    ],
    ['const a = {}; const b = a; fill(a, tainted); exec(b.x);', 'function fill(o, v) { o.x = v; }'],
    ['const a = {}; const b = same(a); b.x = tainted; exec(a.x);', 'const same = (o) => o;'],
    ['const l = []; tainted.split(",").forEach((t) => l.push(t)); exec(l[0]);'],
    ['const o = {}; ["a"].forEach((key) => { o[key] = tainted; }); exec(o.a);'],
    ['const a = {}; const b = req.query.k ? a : {}; b.x = tainted; exec(a.x);'],
    ['const list = [{}, {}]; for (const one of list) one.x = tainted; exec(list[0].x);'],
    ['const list = [{}]; list.forEach((one) => { one.x = tainted; }); exec(list[0].x);'],
    ['const list = [{}]; list[0].x = tainted; exec(list[0].x);'],
    ['const o = {}; (() => { o.x = tainted; })(); exec(o.x);'],
    ['const o = {}; Object.assign(o, { x: tainted }); const p = o; exec(p.x);'],
    ['const t = new Tool(); const u = t; t.set(tainted); exec(u.x);', 'class Tool { set(v) { this.x = v; } }'],
    ['const o = { sub: new Tool() }; o.sub.set(tainted); exec(o.sub.x);', 'class Tool { set(v) { this.x = v; } }'],
    ['const m = new Map(); const n = m; n.set("a", tainted); exec(m.get("a"));'],
    ['const o = make(); const p = o; o.x = tainted; exec(p.x);', 'const { make } = require("./make");'],
  ],
};

const SILENT: Readonly<Record<string, readonly Form[]>> = {
  'helper functions': [
    ['exec(wrap(tainted, "b"));', 'function wrap(a, b = a) { return b; }'],
    ['exec(outer("a")(tainted));', 'const outer = (a) => (b) => a;'],
    ['exec([...parts(tainted)].length + "");', 'function* parts(text) { yield text; }'],
    ['exec([...parts(tainted)].join(""));', 'function* parts(text) { yield text.length; }'],
    ['exec(tools.other(tainted));', 'const tools = { wrap: (text) => text, other: (text) => "a" };'],
  ],
  promises: [
    ['const [first, second] = await Promise.all(["a", tainted]); exec(first);'],
    ['Promise.all([tainted, "a"]).then(([a, b]) => exec(b));'],
    ['exec(await Promise.resolve(tainted).then(() => "a"));'],
    ['exec(await load(tainted).then((text) => text.length));', 'async function load(text) { return text; }'],
    ['Promise.resolve({ a: tainted, b: "b" }).then(({ b }) => exec(b));'],
    ['exec(await new Promise((resolve) => resolve("a")));'],
  ],
  'methods and fields': [
    ['const t = new Tool("ls"); t.other = tainted; t.run();', 'class Tool { line = "ls"; run() { exec(this.line); } }'],
    [
      'const t = new Tool(tainted); exec(t.kind);',
      'class Tool { kind = "a"; constructor(line) { this.line = line; } }',
    ],
    [
      'exec(new Tool(tainted).size);',
      'class Tool { constructor(a) { this.a = a; } get size() { return this.a.length; } }',
    ],
    [
      'const t = new Tool(); t.line = tainted; exec(t.b);',
      'class Tool { b = "b"; set line(value) { this.a = value; } }',
    ],
    ['exec(Tool.kind);', 'class Tool { static kind = "a"; }'],
  ],
  callbacks: [
    ['exec(["a"].map((t) => "run " + t)[0]);'],
    ['exec([tainted].map((t) => t.length).join(" "));'],
    ['exec([tainted].map(Number).join(" "));'],
    ['[1, 2].forEach(exec);'],
    ['exec(["a", "b"].reduce((all, t) => all + t, ""));'],
    ['exec(apply((t) => t.length, tainted));', 'const apply = (f, x) => f(x);'],
    ['exec(apply(() => "a", tainted));', 'const apply = (f, x) => f(x);'],
    ['apply(exec, "ls");', 'function apply(f, x) { return f(x); }'],
    ['const run = exec.bind(null, "ls"); run();'],
    ['const bus = new (require("events"))(); bus.on("run", (line) => exec("ls")); bus.emit("run", tainted);'],
    [
      'const bus = new (require("events"))(); bus.on("run", (line) => exec(line)); bus.emit("run", "ls"); bus.emit("other", tainted);',
    ],
    ['[tainted].forEach((t, index) => exec("page " + index));'],
  ],
  containers: [
    ['const o = { a: tainted, b: "b" }; exec(o.b);'],
    ['const o = { a: tainted }; delete o.a; exec(o.a);'],
    ['const o = { a: tainted, b: "b" }; const { a, ...rest } = o; exec(rest.b);'],
    ['const o = { a: tainted, ...{ a: "x" } }; exec(o.a);'],
    ['const o = Object.assign({ a: tainted }, { a: "x" }); exec(o.a);'],
    ['const m = new Map([["a", tainted], ["b", "x"]]); exec(m.get("b"));'],
    ['const l = ["a", tainted]; exec(l[0]);'],
    ['let a = "x", b = tainted; [a, b] = [b, a]; exec(b);'],
    ['const { a = tainted } = { a: "x" }; exec(a);'],
  ],
  aliases: [
    ['const a = {}; const b = { ...a }; b.x = tainted; exec(a.y);'],
    ['const a = { x: "a" }; const b = { ...a }; b.x = tainted; exec(a.x);'],
    ['const a = ["a"]; const b = a.slice(); b[0] = tainted; exec(a[0]);'],
    ['const o = { x: "a" }; fill(o, tainted); exec(o.x);', 'function fill(o, v) { o = { ...o }; o.x = v; }'],
    ['const o = { x: "a" }; fill(o, tainted); exec(o.x);', 'function fill(o, v) { o.y = v; }'],
    ['const a = { x: "a" }; let b = a; b = {}; b.x = tainted; exec(a.x);'],
  ],
};

/** `if` a member is written on one way only, what it was before still counts. */
const PARTLY: readonly Form[] = [
  ['if (req.query.k) req.query.a = "x"; exec(req.query.a);'],
  ['if (req.query.k) req.body = {}; exec(req.body.a);'],
  ['const o = JSON.parse(tainted); if (o.k) o.a = "x"; exec(o.a);'],
  ['const o = { ...req.body }; if (!o.a) o.a = "x"; exec(o.a);'],
  ['setDefault(req.query); exec(req.query.a);', 'function setDefault(query) { if (!query.a) query.a = "x"; }'],
];

describe('forms of JavaScript', () => {
  for (const [kind, forms] of Object.entries(FLOWING)) {
    describe(kind, () => {
      for (const [body, before = ''] of forms) {
        it(`flows: ${before} ${body}`.replace(/\s+/g, ' '), async () => {
          const severities = await inJavaScript(asynchronous(body), before);
          assert.deepEqual(severities.includes('critical'), true, severities.join());
        });
      }
      for (const [body, before = ''] of SILENT[kind] ?? []) {
        it(`does not: ${before} ${body}`.replace(/\s+/g, ' '), async () => {
          const severities = await inJavaScript(asynchronous(body), before);
          assert.deepEqual(
            severities.filter((one) => one === 'critical'),
            [],
          );
        });
      }
    });
  }

  for (const [body, before = ''] of PARTLY) {
    it(`remembers what was there: ${before} ${body}`.replace(/\s+/g, ' '), async () => {
      assert.deepEqual((await inJavaScript(body, before)).includes('critical'), true);
    });
  }
});

function asynchronous(body: string): string {
  return /\bawait\b/.test(body) ? `(async () => { ${body} })();` : body;
}
