import type { TextMark } from './textMark.ts';

/** What is known in this session of a document's texts. */
export interface KnownTexts {
  /** What the positions in the store refer to. */
  readonly text: { readonly mark: TextMark };
  /** Of the last scan that ended. */
  readonly scanned: { readonly mark: TextMark } | undefined;
}

/** The texts of documents, as the editor has them. Documents are named by their ids. */
export interface DocumentTexts {
  /** Undefined for what was neither scanned nor restored in this session. */
  known(documentId: string): KnownTexts | undefined;
  /** Ids of the documents whose text the editor holds. */
  open(): readonly string[];
  /** Undefined for a document that is not open. */
  textOf(documentId: string): string | undefined;
  /** Relative to the workspace folder. */
  pathOf(documentId: string): string;
  /** Whether the name will mean the same document in another session: not for a cell, or for what was never saved. */
  isFile(documentId: string): boolean;
  /**
   * The text of a file, if it is cheap to get and the file is written as most are. The editor might read it
   * otherwise: who needs to be sure compares it with what it should be.
   */
  likely(documentId: string): Promise<string | undefined>;
  /** The text that the editor would show. What is no file of its own is unreadable. */
  onDisk(documentId: string): Promise<{ readonly text: string } | 'gone' | 'unreadable'>;
  /** Resolves when what is ignored in the document is known. */
  ready(documentId: string): Promise<void>;
  /**
   * Takes a document over from an earlier session, whose findings are in the store already.
   *
   * @param scanned of the text of the last scan that ended; undefined when none has
   */
  adopt(documentId: string, text: string, scanned: TextMark | undefined): void;
}
