import { isRuleId } from '../findings/ruleEntry.ts';
import type { FindingStore } from '../findings/store.ts';
import { findingRefOf } from './commandIds.ts';
import type { CommandTable } from './commands.ts';
import type { EditorDialogs } from './dialogs.ts';
import type { LoadReports } from './reportsBundle.ts';
import type { RulePages } from './rulePages.ts';
import { RULES } from './texts.ts';

export interface RuleCommandParts {
  readonly store: FindingStore;
  readonly pages: RulePages;
  readonly load: LoadReports;
  readonly dialogs: EditorDialogs;
}

export function ruleCommands(parts: RuleCommandParts): Pick<CommandTable, 'palisade.showRule'> {
  const { pages, dialogs } = parts;
  return {
    'palisade.showRule': async (argument) => {
      const id = argument === undefined ? await pick(parts) : ruleOf(parts.store, argument);
      // The person thought better of it.
      if (argument === undefined && id === undefined) return;
      if (id === undefined || !(await pages.show(id))) await dialogs.tell('warning', `Palisade: ${RULES.unknown}`, []);
    },
  };
}

/** The rule that a link names, or the rule of the finding that a menu names. Links are data: anything may be in one. */
function ruleOf(store: FindingStore, argument: unknown): string | undefined {
  const ref = findingRefOf(argument);
  const id: unknown = ref ? store.record(ref.documentId, ref.fingerprint)?.finding.ruleId : argument;
  return isRuleId(id) ? id : undefined;
}

async function pick({ load, dialogs }: RuleCommandParts): Promise<string | undefined> {
  const { ruleChoices } = await load();
  const choices = ruleChoices().map(({ id, title, cwe }) => ({
    label: title,
    description: [id, ...cwe.slice(0, 3).map((number) => `CWE-${number}`)].join(' · '),
    value: id,
  }));
  return dialogs.pick(RULES.pick, choices);
}
