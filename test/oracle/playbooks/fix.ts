// Does what an agent does with a playbook, and looks with our own reader before and after.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type S3Playbook, snippetsIn } from '../../../src/remediation/playbook.ts';
import { s3PlaybookFiles } from '../../support/playbooks/playbookFiles.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { keysAsVariables, read, REGION, s3 } from '../moto.ts';
import { type Answer, commandsIn, filledIn, parseCommand, type Runner } from './command.ts';
import { changedFacts, itemsOf, type Items, lostItems, type Turned, turned } from './compare.ts';
import { Answers, type Document, type Scenario } from './scenario.ts';
import { watched } from './watched.ts';
import type { World } from './world.ts';

export const PROFILE = 'fixer';

/** What the issue allows from hand-off to "fixed", the wait between two looks included. */
const LONGEST_S = 120;

export interface Fixed {
  readonly commands: readonly string[];
  /** Kinds of what the check says of the resource. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** Besides the check itself, of the resource. */
  readonly others: readonly Turned[];
  /** Of them those that the playbook does not declare. */
  readonly undeclared: readonly Turned[];
  /** Facts that changed and are not those that the fix is about. */
  readonly facts: readonly string[];
  readonly lost: readonly string[];
  /** Errors that the read commands met and the playbook does not speak of. */
  readonly unexplained: readonly string[];
  /** From the hand-off until the extension's own watch said that it is fixed; undefined where moto cannot tell before or after. */
  readonly seconds: number | undefined;
}

export async function fix(
  scenario: Scenario,
  world: World,
  runnerFor: (folder: string) => Promise<Runner>,
): Promise<Fixed> {
  const file = (await s3PlaybookFiles()).find(({ name }) => name === scenario.check);
  assert.ok(file, `${scenario.check} has a playbook that can be read`);
  const { playbook, content } = file;
  const values = await scenario.setUp(world);
  const resource = scenario.resource?.(world) ?? world.bucket;
  const look = () => read({ checks: scenario.checks ?? 'all' }, keysAsVariables(world.keys));
  const before = await look();
  const items = await allItems(world, values);
  const folder = await temporaryFolder('fix');
  const canTell = scenario.before === undefined && scenario.after === undefined;
  const watch = canTell ? await watched(world, scenario.check, resource, scenario.checks ?? 'all') : undefined;
  try {
    const runner = await runnerFor(folder.path);
    const { answers, commands } = await followed(playbook, scenario, world, values, folder.path, runner);
    const seconds = await watch?.fixed(LONGEST_S);
    const after = await look();
    const all = turned(before, after);
    const own = ({ checkId, resource: one }: Turned): boolean => checkId === scenario.check && one === resource;
    const declared = new Set([scenario.check, ...playbook.alsoChanges, ...playbook.leaves]);
    const expected = new Set(scenario.changes.map((fact) => nameOf(fact, world, values)));
    const itemsAfter = await allItems(world, values);
    const isTouched = (item: string): boolean => scenario.touches?.some((mark) => item.includes(mark)) === true;
    return {
      commands,
      before: before.results(scenario.check, resource).map(({ kind }) => kind),
      after: after.results(scenario.check, resource).map(({ kind }) => kind),
      others: all.filter((one) => !own(one)),
      undeclared: all.filter(({ checkId }) => !declared.has(checkId)),
      facts: changedFacts(before, after).filter((fact) => !expected.has(fact)),
      lost: Object.entries(items).flatMap(([bucket, one]) =>
        lostItems(one, itemsAfter[bucket] ?? {}, isTouched).map((what) => `${bucket} ${what}`),
      ),
      unexplained: answers.flatMap(({ error }) => (error === undefined || content.includes(error) ? [] : [error])),
      seconds,
    };
  } finally {
    watch?.dispose();
    await folder.dispose();
  }
}

/** Reads as the playbook says, writes what the agent makes of it, and changes as the playbook says. */
async function followed(
  playbook: S3Playbook,
  scenario: Scenario,
  world: World,
  values: Readonly<Record<string, string>>,
  folder: string,
  run: Runner,
): Promise<{ readonly answers: readonly Answer[]; readonly commands: readonly string[] }> {
  const names = { account: world.account, partition: 'aws', region: REGION, bucket: world.bucket, profile: PROFILE };
  const fill = (text: string): string => filledIn(text, names, values);
  const reads = commandsIn(snippetsIn(playbook.sections['Read first'])).map((line) => parseCommand(fill(line)));
  const change = snippetsIn(playbook.forms['AWS CLI']);
  const writes = commandsIn(change)
    .map((line) => parseCommand(fill(line)))
    .filter(({ line }) => scenario.leavesOut?.some((part) => line.includes(part)) !== true);
  assert.ok(reads.length > 0 && writes.length > 0, 'the playbook has commands to read and to change with');

  const answers: Answer[] = [];
  for (const command of reads) answers.push(await run(command, folder));
  for (const { file, text } of change) {
    if (file === undefined || !writes.some(({ line }) => line.includes(`file://${file}`))) continue;
    const example = JSON.parse(fill(text)) as Document;
    const merged = scenario.merge?.[file]?.(new Answers(answers), example) ?? example;
    await writeFile(join(folder, file), JSON.stringify(merged, undefined, 2));
  }
  for (const command of writes) {
    assert.doesNotMatch(command.line, /\b[A-Z]+_[A-Z_]+\b/, 'every word in capitals is filled in');
    const { error } = await run(command, folder);
    assert.equal(error, undefined, command.line);
  }
  return { answers, commands: [...reads, ...writes].map(({ service, operation }) => `${service} ${operation}`) };
}

/** Of every bucket, those in other regions among them. */
async function allItems(
  world: World,
  values: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, Items>>> {
  const found: Record<string, Items> = {};
  const others = Object.entries(values).filter(([word]) => /(?:^|_)BUCKET$/.test(word));
  for (const name of new Set([world.bucket, ...others.map(([, value]) => value)])) {
    found[name] = await itemsOf(s3(world.keys), name);
  }
  return found;
}

function nameOf(fact: string, world: World, values: Readonly<Record<string, string>>): string {
  const [owner, name] = fact.split('.');
  if (name === undefined) return `${world.bucket}.${fact}`;
  return `${owner === 'account' ? 'account' : (values[owner ?? ''] ?? '')}.${name}`;
}
