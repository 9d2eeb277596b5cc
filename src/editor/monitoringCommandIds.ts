/** The commands of the watcher. They load its bundle. */
export const MONITORING_COMMAND_IDS = [
  'palisade.showMonitoring',
  'palisade.refreshMonitoring',
  'palisade.deployMonitoring',
  'palisade.monitoringStatus',
  'palisade.runMonitoring',
  'palisade.openMonitoringReport',
  'palisade.showMonitoringReport',
  'palisade.estimateMonitoringCost',
  'palisade.removeMonitoring',
  'palisade.copyMonitoringPolicy',
] as const;

export type MonitoringCommandId = (typeof MONITORING_COMMAND_IDS)[number];

/** The stream of a row that stands for a run; undefined for anything else. */
export function streamOf(argument: unknown): string | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { stream } = argument as { readonly stream?: unknown };
  return typeof stream === 'string' ? stream : undefined;
}
