import { MONITORING_COMMAND_IDS } from './monitoringCommandIds.ts';
import { POSTURE_COMMAND_IDS } from './postureCommandIds.ts';
import { REMEDIATION_COMMAND_IDS } from './remediationCommandIds.ts';

/** Which finding is meant: plain data, since it travels through menus, code actions and keybindings. */
export interface FindingRef {
  readonly documentId: string;
  readonly fingerprint: string;
}

/** Every command of the manifest. Arguments are `unknown` to the handlers: anybody may call a command with anything. */
export const COMMAND_IDS = [
  'palisade.scanFile',
  'palisade.cancelScan',
  'palisade.clearFindings',
  'palisade.setGeminiKey',
  'palisade.removeGeminiKey',
  'palisade.testConnection',
  'palisade.reviewConsent',
  'palisade.showLog',
  'palisade.showFindings',
  'palisade.revealFinding',
  'palisade.ignoreFinding',
  'palisade.ignoreRuleInFile',
  'palisade.openIgnores',
  'palisade.groupBySeverity',
  'palisade.groupByFile',
  'palisade.showRefuted',
  'palisade.restoreFinding',
  'palisade.scanWorkspace',
  'palisade.scanChangedFiles',
  'palisade.showRule',
  'palisade.exportFindings',
  'palisade.clearCache',
  ...POSTURE_COMMAND_IDS,
  ...REMEDIATION_COMMAND_IDS,
  ...MONITORING_COMMAND_IDS,
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];

/** The one command that a link in a hover may run. */
export const SHOW_RULE = 'palisade.showRule' satisfies CommandId;

/** Finds out which finding a menu, a code action or another extension means; undefined when it names none. */
export function findingRefOf(argument: unknown): FindingRef | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { ref, documentId, fingerprint } = argument as Record<string, unknown>;
  if (typeof documentId === 'string' && typeof fingerprint === 'string') return { documentId, fingerprint };
  return ref === undefined ? undefined : findingRefOf(ref);
}
