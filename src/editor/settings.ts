import * as vscode from 'vscode';
import type { ReviewSettings } from '../app/reviewGate.ts';
import type { ScanOnSave } from './saveRule.ts';

const DEFAULT_MODEL = 'gemini-3.8-flash';
const DEFAULT_FALLBACK_MODEL = 'gemini-3.5-flash-lite';
const DEFAULT_REQUESTS = 200;
const DEFAULT_TOKENS = 400_000;

/** Keeps every file on the machine. */
const EVERYTHING = '**';

/**
 * Settings are typed by hand, so each is checked. What makes no sense counts as not set, but where that would send
 * more than somebody may have meant, as the choice that sends nothing.
 */
export class Settings {
  /** Of the folder that the document is in. */
  scanOnSave(uri: vscode.Uri): ScanOnSave {
    const value = vscode.workspace.getConfiguration('palisade', uri).get<unknown>('scanOnSave');
    return value === 'off' || value === 'full' || value === undefined ? (value ?? 'full') : 'embedded';
  }

  decorations(): { readonly enabled: boolean; readonly labels: boolean } {
    const settings = vscode.workspace.getConfiguration('palisade.decorations');
    return { enabled: settings.get<unknown>('enabled') !== false, labels: settings.get<unknown>('labels') !== false };
  }

  review(documentId: string): ReviewSettings {
    const settings = vscode.workspace.getConfiguration('palisade', vscode.Uri.parse(documentId));
    return {
      model: text(settings.get<unknown>('gemini.model')) ?? DEFAULT_MODEL,
      fallbackModel: text(settings.get<unknown>('gemini.fallbackModel')) ?? DEFAULT_FALLBACK_MODEL,
      dailyRequests: limit(settings.get<unknown>('gemini.dailyRequestLimit')) ?? DEFAULT_REQUESTS,
      dailyTokens: limit(settings.get<unknown>('gemini.dailyTokenLimit')) ?? DEFAULT_TOKENS,
      exclude: excluded(settings),
    };
  }
}

/** The patterns of each level for itself: a workspace must not take away what its user has excluded. */
function excluded(settings: vscode.WorkspaceConfiguration): string[][] {
  const levels = settings.inspect<unknown>('exclude');
  return [levels?.globalValue, levels?.workspaceValue, levels?.workspaceFolderValue].flatMap((value) => {
    if (value === undefined || value === null) return [];
    const patterns = (Array.isArray(value) ? value : [value]).map(patternOf);
    return patterns.length === 0 ? [] : [patterns];
  });
}

/** A folder may be called 2024. What is no pattern was meant to keep something here, and nobody knows what. */
function patternOf(item: unknown): string {
  return typeof item === 'string' || typeof item === 'number' ? String(item) : EVERYTHING;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
}

function limit(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
