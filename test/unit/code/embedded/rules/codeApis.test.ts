import type { ApiTable } from './apiTables.ts';
import { javaScriptCalls, pythonCalls } from './apiTables.ts';

const TABLE: ApiTable = {
  ruleId: 'code-evaluation',
  severity: 'critical',
  tainted: '"1 + " + request.args["a"]',
  constant: '"1 + 2"',
};

describe('APIs that run code', () => {
  pythonCalls(TABLE, [
    ['', 'eval(TAINTED)'],
    ['', 'exec(TAINTED)'],
    ['', 'execfile(TAINTED)'],
    ['', 'compile(TAINTED, "<text>", "eval")'],
    ['import builtins', 'builtins.eval(TAINTED)'],
    ['import builtins', 'getattr(builtins, "exec")(TAINTED)'],
    ['import code', 'code.InteractiveConsole().push(TAINTED)'],
    ['import timeit', 'timeit.timeit(stmt=TAINTED)'],
    ['import cProfile', 'cProfile.run(TAINTED)'],
    ['from sympy import sympify', 'sympify(TAINTED)'],
    ['from sympy.parsing.sympy_parser import parse_expr', 'parse_expr(TAINTED)'],
    ['import numexpr as ne', 'ne.evaluate(TAINTED)'],
    ['import _xxsubinterpreters as interpreters', 'interpreters.run_string(1, TAINTED)'],
  ]);

  const inJavaScript = { ...TABLE, tainted: '"1 + " + req.query.a' };
  javaScriptCalls(inJavaScript, [
    ['', 'eval(TAINTED)'],
    ['', 'global.eval(TAINTED)'],
    ['', '(0, eval)(TAINTED)'],
    ['', 'eval.call(null, TAINTED)'],
    ['', 'new Function(TAINTED)'],
    ['', 'Function("a", TAINTED)'],
    ['', 'Function.apply(null, [TAINTED])'],
    ['', '(() => 1).constructor(TAINTED)'],
    ['', 'setTimeout(TAINTED, 10)'],
    ['', 'window.setInterval(TAINTED, 10)'],
    ['const vm = require("vm");', 'vm.runInThisContext(TAINTED)'],
    ['const vm = require("vm");', 'new vm.Script(TAINTED)'],
    ['import { compileFunction } from "node:vm";', 'compileFunction(TAINTED)'],
    ['const { VM } = require("vm2");', 'new VM().run(TAINTED)'],
    ['const Module = require("module");', 'new Module("a")._compile(TAINTED, "a.js")'],
    ['const load = require("require-from-string");', 'load(TAINTED)'],
    ['const safeEval = require("safe-eval");', 'safeEval(TAINTED)'],
    ['import matter from "gray-matter";', 'matter(TAINTED)'],
  ]);
  javaScriptCalls({ ...inJavaScript, severity: 'high' }, [
    ['import puppeteer from "puppeteer";', '(await (await puppeteer.launch()).newPage()).evaluate(TAINTED)'],
    ['', 'await page.evaluate(TAINTED)'],
  ]);
});
