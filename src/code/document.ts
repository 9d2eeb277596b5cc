import type { Reason } from '../findings/outcome.ts';

/** A text to be scanned, as it was at one moment. */
export interface SourceDocument {
  /** Identity of the document: a URI string in the editor, an absolute path on the command line. */
  readonly id: string;
  /** Relative to the workspace folder (or to the working directory), with forward slashes. Only for people, exclusions and test-path rules. */
  readonly path: string;
  /** VS Code's language id, e.g. `python`, `javascript`, `javascriptreact`. */
  readonly languageId: string;
  readonly text: string;
  /** Rises with every change of the document; 0 where there is no such thing. */
  readonly version: number;
  /** Why the text may not be that of the file: no look at it is complete. */
  readonly doubt?: Reason;
}
