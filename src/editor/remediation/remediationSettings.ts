// Settings are typed by hand: what makes no sense counts as not set. All of them are of the machine.
import { isAbsolute } from 'node:path';
import * as vscode from 'vscode';
import type { HandOffTarget } from '../../remediation/handOff.ts';

const WATCH_MINUTES = 10;
const LONGEST_WATCH_MINUTES = 120;

export function handOffTarget(): HandOffTarget {
  const value = vscode.workspace.getConfiguration('palisade.handOff').get<unknown>('target');
  return value === 'chat' || value === 'deeplink' || value === 'clipboard' ? value : 'auto';
}

/** How long what was handed off is watched. */
export function watchMinutes(): number {
  const value = vscode.workspace.getConfiguration('palisade.handOff').get<unknown>('watchMinutes');
  const isSensible = typeof value === 'number' && Number.isFinite(value) && value >= 1;
  return isSensible ? Math.min(Math.round(value), LONGEST_WATCH_MINUTES) : WATCH_MINUTES;
}

/** Where the person keeps playbooks that override those that ship. */
export function playbookFolder(): string | undefined {
  const value = vscode.workspace.getConfiguration('palisade.playbooks').get<unknown>('folder');
  const path = typeof value === 'string' ? value.trim() : '';
  return isAbsolute(path) ? path : undefined;
}
