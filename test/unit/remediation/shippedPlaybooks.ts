import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PlaybookSet } from '../../../src/remediation/playbookSet.ts';
import type { PromptOptions } from '../../../src/remediation/fixPrompt.ts';
import { repository } from '../../support/repository.ts';

const FOLDERS = ['code', 's3'];

/** By name, e.g. `code/sql-injection.md`. */
export const PLAYBOOK_FILES: ReadonlyMap<string, string> = new Map(
  FOLDERS.flatMap((folder) =>
    readdirSync(join(repository, 'prompts', 'playbooks', folder)).map(
      (name) =>
        [`${folder}/${name}`, readFileSync(join(repository, 'prompts', 'playbooks', folder, name), 'utf8')] as const,
    ),
  ),
);

export const PLAYBOOKS = new PlaybookSet(PLAYBOOK_FILES);

export const TEMPLATES = {
  code: readFileSync(join(repository, 'prompts', 'fix-code.md'), 'utf8'),
  s3: readFileSync(join(repository, 'prompts', 'fix-s3.md'), 'utf8'),
};

export const BOUNDARY = 'a1b2c3d4e5f6';

export function optionsWith(overrides: Partial<PromptOptions> = {}): PromptOptions {
  return {
    fits: () => true,
    nonce: () => BOUNDARY,
    playbookOf: (id) => PLAYBOOKS.playbookOf(id),
    templates: TEMPLATES,
    ...overrides,
  };
}
