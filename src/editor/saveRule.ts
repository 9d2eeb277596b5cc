import { SCANNED_ON_SAVE } from '../code/languages.ts';

export type ScanOnSave = 'off' | 'embedded' | 'full';

/** `manual`: a person saved. `automatic`: the editor did, after a delay or when the focus left. */
export type SaveKind = 'manual' | 'automatic';

/** What a save sets off. Gemini takes part only in saves that a person made. */
export function scanFor(setting: ScanOnSave, languageId: string, save: SaveKind): 'none' | 'embedded' | 'full' {
  if (setting === 'off' || !SCANNED_ON_SAVE.includes(languageId)) return 'none';
  return setting === 'full' && save === 'manual' ? 'full' : 'embedded';
}
