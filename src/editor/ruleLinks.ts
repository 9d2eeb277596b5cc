import * as vscode from 'vscode';
import { isRuleId } from '../findings/ruleEntry.ts';

/** The scheme of the pages of rules: documents that exist in the editor alone. */
export const RULE_SCHEME = 'palisade-rule';

/** @param id of a rule that exists */
export function ruleUri(id: string): vscode.Uri {
  return vscode.Uri.from({ scheme: RULE_SCHEME, path: `/${id}.md` });
}

/** The rule whose page an address names; undefined when it names none. */
export function ruleOfUri({ scheme, path }: vscode.Uri): string | undefined {
  const id = /^\/(.*)\.md$/.exec(path)?.[1];
  return scheme === RULE_SCHEME && isRuleId(id) ? id : undefined;
}
