import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterFor } from '../../../../../src/code/embedded/adapters/adapter.ts';
import { languageOf } from '../../../../../src/code/languages.ts';
import { repository } from '../../../../support/repository.ts';
import { sampleCode } from '../../../../support/sampleCode/sampleCode.ts';
import { FAMILIES } from '../samples/families.ts';

const PLAYGROUND = join(repository, 'test', 'playground');

/** Lines of the code that is written for one language, with what it has and others of its family have not. */
const OWN_LINES = 130;

/** The samples of all rules and the files of the playground that are in the language or in one of its family. */
export function corpusOf(languageId: string): readonly string[] {
  const family = adapterFor(languageId)?.family;
  const fits = (other: string): boolean => family !== undefined && adapterFor(other)?.family === family;
  const samples = FAMILIES.flatMap((one) => one.samples.filter(({ language }) => fits(language)));
  const files = readdirSync(PLAYGROUND).filter((name) => fits(languageOf(name)));
  const own = sampleCode(languageId, OWN_LINES);
  return [
    ...(own === undefined ? [] : [own]),
    ...samples.map(({ code }) => code),
    ...files.map((name) => readFileSync(join(PLAYGROUND, name), 'utf8')),
  ];
}
