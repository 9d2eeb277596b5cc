import assert from 'node:assert/strict';
import type { CodeFinding } from '../../../../src/findings/finding.ts';
import { analyse } from './engineForTests.ts';
import { hasElements } from './rewriting.ts';
import { FAMILIES } from './samples/families.ts';

/** All of a finding but its fingerprint's salt: what it says and where. */
function essence({ ruleId, severity, confidence, title, subject, trace }: CodeFinding): unknown {
  return { ruleId, severity, confidence, title, range: subject.range, symbol: subject.symbol.name, trace };
}

async function severitiesIn(language: string, text: string): Promise<string[]> {
  const response = await analyse(language, text);
  assert.deepEqual([response.status, response.reasons], ['complete', []], text);
  return response.findings.map((finding) => finding.severity);
}

const FLOWS = ['critical'];
const SILENT: string[] = [];
const HEAD = "import { exec } from 'node:child_process';\nimport type { Request, Response } from 'express';\n";

/** Severities of what is found in a handler in which `tainted` is the client's. */
function inHandler(body: string, before = '', language = 'typescript'): Promise<string[]> {
  return severitiesIn(
    language,
    `${HEAD}${before}\nexport function view(req: Request, res: Response): void {\n  const tainted = req.query.t;\n${body}\n}\n`,
  );
}

describe('TypeScript', () => {
  for (const language of ['typescript', 'typescriptreact']) {
    it(`finds in every JavaScript sample what JavaScript finds, read as ${language}`, async function () {
      this.timeout(60_000);
      let compared = 0;
      for (const sample of FAMILIES.flatMap((family) => family.samples)) {
        if (sample.language !== 'javascript') continue;
        if (language === 'typescript' && (await hasElements(sample))) continue;
        const [expected, actual] = await Promise.all([
          analyse('javascript', sample.code),
          analyse(language, sample.code),
        ]);
        // JSX is what only the other grammar knows.
        if (language === 'typescript' && actual.status === 'partial' && /<\/?[\w.]*>|\/>/.test(sample.code)) continue;
        assert.deepEqual([actual.status, actual.reasons], ['complete', []], sample.name);
        assert.deepEqual(actual.findings.map(essence), expected.findings.map(essence), sample.name);
        assert.deepEqual(actual.outline, expected.outline, sample.name);
        compared++;
      }
      assert.ok(compared > 40, `${compared} samples`);
    });
  }

  describe('looks through what only the compiler sees', () => {
    for (const expression of [
      'tainted as string',
      '<string>tainted',
      'tainted!',
      'tainted satisfies unknown',
      '(tainted as unknown as { a: string }).a',
      'tainted!.trim()',
      '[tainted] as const',
      'wrap<string>(tainted)',
      'wrap?.<string>(tainted as string)',
      'new Box<string>(tainted as string).value',
      'generic<string>`run ${tainted}`',
    ]) {
      it(expression, async () => {
        const before = `
function wrap<T>(value: T): T { return value; }
class Box<T> { constructor(public readonly value: T) {} }
const generic = String.raw;`;
        assert.deepEqual(await inHandler(`exec(\`run \${${expression}}\`);`, before), FLOWS);
      });
    }

    it('assertions on the left of an assignment', async () => {
      assert.deepEqual(await inHandler('let name: string; name! = tainted as string; exec(name);'), FLOWS);
      assert.deepEqual(await inHandler('const o = {}; (o as any).a = tainted; exec((o as any).a);'), FLOWS);
      assert.deepEqual(await inHandler('const o = {}; (<any>o).a = tainted; exec(o!["a"]);'), FLOWS);
      assert.deepEqual(await inHandler('const o = { a: "x" }; (o as any).b = tainted; exec(o.a);'), SILENT);
    });

    it('declarations without a value at run time', async () => {
      assert.deepEqual(
        await inHandler(
          'exec(name(tainted));',
          `
interface Named { readonly name: string; rename?(to: string): void }
type Key<T> = T extends string ? \`on-\${T}\` : never;
declare const VERSION: unique symbol;
declare function outside(text: string): string;
declare module 'other' { export function name(text: string): string; }
declare global { interface Window { name: string } }
function name(text: string): string;
function name(text: number): string;
function name(text: any): string { return 'run ' + text; }
export type { Named };
export type * from './types';
`,
        ),
        FLOWS,
      );
    });

    it('optional and default parameters, rest and `this`', async () => {
      const before = `
function run(this: unknown, text: string, suffix = '', ...others: string[]): void { exec(text + suffix + others[0]); }`;
      assert.deepEqual(await inHandler('run(tainted);', before), FLOWS);
      assert.deepEqual(await inHandler('run("a", tainted);', before), FLOWS);
      assert.deepEqual(await inHandler('run("a", "b", tainted);', before), FLOWS);
      assert.deepEqual(await inHandler('run("a", "b", "c");', before), SILENT);
      assert.deepEqual(await inHandler('run2(tainted);', 'const run2 = <T,>(text?: T) => exec(`run ${text}`);'), FLOWS);
    });

    it('imports by assignment and exports by assignment', async () => {
      assert.deepEqual(
        await severitiesIn(
          'typescript',
          "import cp = require('child_process');\nimport run = cp.exec;\nfunction view(req: any, res: any) { run(req.query.a); }\nexport = view;\n",
        ),
        FLOWS,
      );
    });

    it('using', async () => {
      assert.deepEqual(await inHandler('using name = tainted; exec(name);'), FLOWS);
      assert.deepEqual(
        await inHandler('{ await using name = wrap(tainted); exec(name); }', 'const wrap = (a: any) => a;'),
        FLOWS,
      );
    });

    it('the same as JavaScript does in a sum', async () => {
      assert.deepEqual(await inHandler('exec("a" < tainted > "b" ? "x" : "y");'), SILENT);
    });
  });

  it('is no proof that a value is text, or that somebody said so', async () => {
    const before = 'function isText(x: unknown): x is string { return typeof x === "string"; }\n';
    assert.deepEqual(await inHandler('if (isText(tainted)) exec(tainted);', before), FLOWS);
    assert.deepEqual(
      await inHandler(
        'assertText(tainted); exec(tainted);',
        'function assertText(x: unknown): asserts x is string { if (typeof x !== "string") throw new Error(); }',
      ),
      FLOWS,
    );
    assert.deepEqual(await inHandler('const page = req.query.page as unknown as number; exec(`page ${page}`);'), FLOWS);
    assert.deepEqual(
      await inHandler(
        'if (isName(tainted)) exec(tainted);',
        'function isName(x: any): x is string { return /^[a-z]+$/.test(x); }',
      ),
      SILENT,
    );
  });

  describe('enums', () => {
    const before = `
enum Verb { Start = 'start', Stop = 'stop', Both = Start + Stop }
const enum Level { Low, High = 4, Higher, Mask = Low | High }
declare enum Outside { A = 'a' }
`;
    it('hold constants', async () => {
      assert.deepEqual(
        await inHandler('exec(Verb.Start + Verb["Stop"] + Verb.Both + Level.Higher + Level.Mask + Outside.A);', before),
        SILENT,
      );
      assert.deepEqual(await inHandler('if (Level.Higher === 5) exec(tainted);', before), FLOWS);
      assert.deepEqual(await inHandler('if (Level.Higher === 4) exec(tainted);', before), SILENT);
      assert.deepEqual(
        await inHandler('if (Level.Mask === 4 && Verb.Both === "startstop") exec(tainted);', before),
        FLOWS,
      );
    });

    it('guard', async () => {
      assert.deepEqual(
        await inHandler('if (Object.values(Verb).includes(tainted as Verb)) exec(tainted);', before),
        SILENT,
      );
      assert.deepEqual(await inHandler('if (tainted === Verb.Start) exec(tainted);', before), SILENT);
      assert.deepEqual(await inHandler('exec(tainted as Verb);', before), FLOWS);
    });
  });

  describe('namespaces', () => {
    it('hold what they export', async () => {
      const before = `
namespace Shell.Inner { const prefix = 'run '; export function line(text: string) { return prefix + text; } export const NAME = 'a'; }`;
      assert.deepEqual(await inHandler('exec(Shell.Inner.line(tainted));', before), FLOWS);
      assert.deepEqual(await inHandler('exec(Shell.Inner.line(Shell.Inner.NAME));', before), SILENT);
    });

    it('add to what has their name', async () => {
      const before = `
class Tool { run(text: string) { exec(text); } }
namespace Tool { export const wrap = (text: string) => 'run ' + text; }
namespace Tool { export namespace Deep { export const other = (text: string) => text; } }`;
      assert.deepEqual(await inHandler('exec(Tool.wrap(tainted));', before), ['medium', 'critical']);
      assert.deepEqual(await inHandler('exec(Tool.Deep.other(tainted));', before), ['medium', 'critical']);
      assert.deepEqual(await inHandler('new Tool().run(tainted);', before), FLOWS);
    });
  });

  describe('classes', () => {
    it('have fields of the parameters of their constructor', async () => {
      const tool = (parameter: string): string =>
        `abstract class Base { abstract run(): void }
class Tool extends Base implements Runnable { constructor(${parameter}, other?: string) { super(); } run() { exec(this.name); } }`;
      for (const modifier of ['private', 'public readonly', 'readonly', 'protected override']) {
        assert.deepEqual(
          await inHandler('new Tool(tainted).run();', tool(`${modifier} name: string`)),
          FLOWS,
          modifier,
        );
      }
      assert.deepEqual(await inHandler('new Tool("a", tainted).run();', tool('private name: string')), ['medium']);
    });

    it('have typed fields, private ones, and static ones', async () => {
      const tool = `
class Tool<T> {
  declare ambient: string;
  [key: string]: unknown;
  private readonly kind: string = 'run';
  static #count = 0;
  #name!: string;
  protected missing?: string;
  set(name: string): this { this.#name = name; return this; }
  private line(): string { return this.kind + this.#name; }
  run(): void { exec(this.line()); }
  show(): void { exec(this.kind); }
}`;
      assert.deepEqual(await inHandler('const t = new Tool<string>(); t.show();', tool), SILENT);
    });

    it('are named in the outline, and so are their methods', async () => {
      const { outline } = await analyse(
        'typescript',
        `@Controller('a') export abstract class A<T> { @Get() list(): void {} private readonly f = (x: T) => x; abstract g(): void; get h(): string { return ''; } }
enum E { A } namespace N { export function inner(): void {} }
export default class B {}
`,
      );
      assert.deepEqual(
        outline.map((symbol) => symbol.name),
        ['A', 'A.list', 'A.f', 'A.h', 'inner', 'B'],
      );
    });
  });

  it('takes a parameter for an instance of its type', async () => {
    const query = (type: string, before: string): Promise<string[]> =>
      severitiesIn(
        'typescript',
        `${before}\nclass Service { constructor(private readonly x: ${type}) {} run(req: Request) { return this.x.run(req.query.a as string); } }\n`,
      );
    assert.deepEqual(await query('Database', "import { Database } from 'better-sqlite3';"), FLOWS);
    assert.deepEqual(await query('sqlite.Database', "import * as sqlite from 'better-sqlite3';"), FLOWS);
    assert.deepEqual(await query('Readonly<Database>', "import { Database } from 'better-sqlite3';"), FLOWS);
    assert.deepEqual(await query('Cache', "import { Cache } from './cache';"), SILENT);
    const own = "import { exec } from 'child_process'; class Tool { run(line: string) { exec(line); } }";
    assert.deepEqual(await query('Tool', own), FLOWS);
  });

  it('does not take types for code', async () => {
    const text = `${HEAD}
interface Wide { a?: string | number }
type Narrow = 'x' | 'y';
export function view(req: Request, res: Response): void {
  const list: Array<string | number> = [];
  exec(req.query.a as 'x' | 'y');
}
`;
    const { notCode } = await analyse('typescript', text);
    for (const words of ['a?: string | number', "'x' | 'y';\nexport", ': Array<string | number>', "'x' | 'y')"]) {
      const at = text.indexOf(words) + 1;
      assert.ok(
        notCode?.some((range) => range.start <= at && at < range.end),
        words,
      );
    }
  });

  describe('knows the callee of a call with type arguments', () => {
    for (const expression of [
      'await wrap<string>(tainted)',
      'await wrap<Map<string, Array<string>>>(tainted)',
      'await pair<string, number>(tainted, 1)',
      '"run " + wrap<string>(tainted)',
      '"run " + (await wrap<{ a?: string; b: (c: string) => void }>(tainted))',
      '"run " + await wrap<[a: string, ...b: "x"[]]>(tainted)',
      'await wrap?.<string>(tainted)',
      'await wrap!<string>(tainted)',
      'await wrap<T extends string ? "a" : "b">(tainted) as string',
      '(await tools.wrap<typeof tools>(tainted))!.trim()',
      'tainted ? wrap<string>(tainted) : ""',
      '(await raw<string>`run ${tainted}`)',
      'await raw<string[]>`run ${tainted}`',
      'await raw<string, number>`run ${tainted}`',
    ]) {
      it(expression, async () => {
        const before = `
const wrap = async <T,>(value: any): Promise<any> => value;
async function pair<A, B>(a: any, b: any): Promise<any> { return a; }
const tools = { wrap };
const raw = String.raw;`;
        const text = `${HEAD}${before}\nexport async function view(req: Request, res: Response): Promise<void> {\n  const tainted = req.query.t;\n  exec(${expression});\n}\n`;
        assert.deepEqual(await severitiesIn('typescript', text), FLOWS);
        assert.deepEqual(
          await severitiesIn('typescript', text.replaceAll('tainted', '"a"').replace('const "a"', 'const a')),
          SILENT,
        );
      });
    }

    it('but takes comparisons for comparisons', async () => {
      for (const expression of ['1 < 2 && 3 > (tainted)', '1 < 2 || 4 >= (tainted)', 'tainted < "b" ? "x" : "y"'])
        assert.deepEqual(await inHandler(`exec(\`run \${${expression}}\`);`), SILENT, expression);
      assert.deepEqual(await inHandler('for (let at = 0; at < tainted.length; at++) exec(tainted);'), FLOWS);
      assert.deepEqual(await inHandler('const text = "a<b>(c)"; exec(text === "a<b>(c)" ? tainted : "ls");'), FLOWS);
      assert.deepEqual(await inHandler('const text = `a<b>(c)`; exec(text === "a   (c)" ? tainted : "ls");'), SILENT);
    });
  });

  describe('is complete where the grammar knows less than the language', () => {
    for (const text of [
      'export type * from "./a";\nexport type * as b from "./b";\n',
      'interface Box<in T, out U = unknown, in out V extends string = ""> {}\nclass D<out T> {}\n',
      'const rows = await sql<Row>`select`;\nconst more = sql<{ a: string }[]>`select`;\nprisma.$queryRaw<User[]>`select`;\n',
    ]) {
      it(JSON.stringify(text), async () => {
        const response = await analyse('typescript', text);
        assert.deepEqual([response.status, response.reasons], ['complete', []]);
      });
    }

    for (const text of [
      'let a: = 1;\n',
      'class A { private }\nfunction (;\n',
      'export type { from "./a";\n',
      'interface A<in exec("x")> {}\n',
      'const a = <T>(;\n',
    ]) {
      it(`but never on ${JSON.stringify(text)}`, async () => {
        assert.equal((await analyse('typescript', text)).status, 'partial');
      });
    }
  });
});

describe('JSX', () => {
  for (const language of ['javascript', 'typescriptreact']) {
    it(`is looked into, and is no text itself, in ${language}`, async () => {
      assert.deepEqual(await severitiesIn(language, jsx('<div {...rest} title={exec(tainted)}>text</div>')), FLOWS);
      assert.deepEqual(await severitiesIn(language, jsx('<><p>{exec(tainted)}</p>{/* nothing */}</>')), FLOWS);
      assert.deepEqual(await severitiesIn(language, jsx('exec(<p title="a">{tainted}</p>)')), SILENT);
    });

    it(`hands attributes and children to components in ${language}`, async () => {
      const component = 'function Run({ line, children }) { exec(line); return <p>{children}</p>; }';
      assert.deepEqual(await severitiesIn(language, jsx('<Run line={tainted} />', component)), FLOWS);
      assert.deepEqual(
        await severitiesIn(language, jsx('<Run line="ls" other={tainted}>{tainted}</Run>', component)),
        SILENT,
      );
      const child = 'const Run = ({ children }) => exec(children);';
      assert.deepEqual(await severitiesIn(language, jsx('<Run>{tainted}</Run>', child)), FLOWS);
      const nested = 'const ui = { Run(props) { exec(props.line); } };';
      assert.deepEqual(await severitiesIn(language, jsx('<ui.Run line={tainted}></ui.Run>', nested)), FLOWS);
      const cls = 'class Run extends Component { constructor(props) { super(props); exec(props.line); } }';
      assert.deepEqual(await severitiesIn(language, jsx('<Run line={tainted} />', cls)), FLOWS);
    });
  }

  function jsx(expression: string, before = ''): string {
    return `import { exec } from 'node:child_process';\n${before}\nfunction view(req, res) {\n  const tainted = req.query.t;\n  const rest = {};\n  return ${expression};\n}\n`;
  }
});
