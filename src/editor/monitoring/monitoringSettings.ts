import * as vscode from 'vscode';
import type { MonitoringSettings } from '../../app/monitoring/monitoringSession.ts';
import { stackNameProblem } from '../../monitor/stack/names.ts';
import { DEFAULT_STACK } from '../../monitor/stack/stackSetting.ts';

export interface ReadMonitoringSettings extends MonitoringSettings {
  readonly stack: string;
  /** Undefined: that of the profile. */
  readonly region: string | undefined;
}

const REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;
const LONGEST_MINUTES = 24 * 60;

/**
 * The settings under `palisade.monitoring`, typed by hand: what makes no sense is not used. All of them are of the
 * machine: a workspace cannot say which stack of which account is looked at.
 */
export function monitoringSettings(): ReadMonitoringSettings {
  const settings = vscode.workspace.getConfiguration('palisade.monitoring');
  const stack = settings.get<unknown>('stack');
  const region = settings.get<unknown>('region');
  const minutes = settings.get<unknown>('pollMinutes');
  const isNumber = typeof minutes === 'number' && Number.isFinite(minutes) && minutes >= 0;
  const poll = isNumber ? Math.min(minutes, LONGEST_MINUTES) : 5;
  return {
    stack: typeof stack === 'string' && stackNameProblem(stack.trim()) === undefined ? stack.trim() : DEFAULT_STACK,
    region: typeof region === 'string' && REGION.test(region.trim()) ? region.trim() : undefined,
    // Less than a minute would be neither cheap nor of any use: a change takes longer to be reported.
    pollMs: poll === 0 ? undefined : Math.max(poll, 1) * 60_000,
    notify: settings.get<unknown>('notify') !== false,
  };
}
