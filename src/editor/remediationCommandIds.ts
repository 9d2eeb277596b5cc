/** The commands around fixes. They load the bundle of that. */
export const REMEDIATION_COMMAND_IDS = [
  'palisade.fixWithAgent',
  'palisade.previewPrompt',
  'palisade.copyPrompt',
  'palisade.explainFinding',
  'palisade.verifyNow',
  'palisade.stopWatching',
  'palisade.clearFixes',
  'palisade.exportFixes',
  'palisade.setUpAwsMcp',
  'palisade.checkAwsMcp',
  'palisade.removeAwsMcp',
  'palisade.showAgentPolicy',
] as const;

export type RemediationCommandId = (typeof REMEDIATION_COMMAND_IDS)[number];
