import type { Artifact, ArtifactLocation, Location } from 'sarif';
import type { CodeFinding, TextRange } from '../finding.ts';
import { LineIndex } from '../lineIndex.ts';
import { visibleCode } from './markdownText.ts';
import type { FileReport } from './scanReport.ts';

/** Stands for the folder that relative paths begin in. GitHub and others know the name. */
export const ROOT_ID = '%SRCROOT%';

/**
 * Where a file is, as a URI. Relative to the root without telling where that is: it may hold a person's name.
 *
 * @param path with forward slashes
 */
export function artifactLocation(path: string): ArtifactLocation {
  const encoded = path
    // Half a surrogate pair has no UTF-8, and so no place in a URI.
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map(encodeURIComponent)
    .join('/');
  if (path.startsWith('//')) return { uri: `file:${encoded}` };
  if (path.startsWith('/')) return { uri: `file://${encoded}` };
  const drive = /^[A-Za-z]:(?=\/)/.exec(path)?.[0];
  if (drive !== undefined) return { uri: `file:///${drive}${encoded.slice(encodeURIComponent(drive).length)}` };
  return { uri: encoded, uriBaseId: ROOT_ID };
}

/** The files of a run, each path once: several documents may be shown under the same. */
export class Artifacts {
  readonly #artifacts: Artifact[] = [];
  readonly #indices = new Map<string, number>();

  constructor(files: readonly FileReport[]) {
    for (const file of files) {
      if (this.#indices.has(file.path)) continue;
      this.#indices.set(file.path, this.#artifacts.length);
      this.#artifacts.push(artifactOf(file));
    }
  }

  get all(): Artifact[] {
    return this.#artifacts;
  }

  locationOf(path: string): ArtifactLocation {
    const index = this.#indices.get(path);
    return { ...artifactLocation(path), ...(index === undefined ? {} : { index }) };
  }
}

function artifactOf({ path, languageId, outcome, provisos = [], lookedAt }: FileReport): Artifact {
  const { status, receipt } = outcome;
  return {
    location: artifactLocation(path),
    roles: ['analysisTarget'],
    ...(languageId === 'plaintext' ? {} : { sourceLanguage: languageId }),
    properties: {
      status,
      provisos: [...provisos],
      ...(lookedAt === undefined ? {} : { lookedAt: new Date(lookedAt).toISOString() }),
      engines: [...receipt.engines],
      coveredLines: receipt.coveredLines,
      totalLines: receipt.totalLines,
    },
  };
}

/** Turns ranges of one file into locations. Lines and columns count from one, columns in UTF-16 units. */
export class FileLocations {
  readonly #file: FileReport;
  readonly #artifacts: Artifacts;
  readonly #lines: LineIndex;

  constructor(file: FileReport, artifacts: Artifacts) {
    this.#file = file;
    this.#artifacts = artifacts;
    this.#lines = new LineIndex(file.text);
  }

  /** With the quote of the finding, whose secrets are masked; never with text of the file itself. */
  ofFinding({ subject, evidence }: CodeFinding): Location {
    const { range, symbol } = subject;
    const region = this.#region(range);
    const snippet = { text: visibleCode(evidence.quote) };
    // The quote of a secret is the line around it.
    const isRegion = evidence.quote.length === range.end - range.start;
    const { startLine, endLine } = region;
    return {
      physicalLocation: {
        artifactLocation: this.#artifacts.locationOf(this.#file.path),
        region: isRegion ? { ...region, snippet } : region,
        ...(isRegion ? {} : { contextRegion: { startLine, endLine, snippet } }),
      },
      ...(symbol.name === '' ? {} : { logicalLocations: [{ fullyQualifiedName: visibleCode(symbol.name) }] }),
    };
  }

  of(range: TextRange, message?: string): Location {
    return {
      physicalLocation: {
        artifactLocation: this.#artifacts.locationOf(this.#file.path),
        region: this.#region(range),
      },
      ...(message === undefined ? {} : { message: { text: message } }),
    };
  }

  #region({ start, end }: TextRange): { startLine: number; startColumn: number; endLine: number; endColumn: number } {
    const from = this.#lines.positionAt(start);
    const to = this.#lines.positionAt(end);
    return {
      startLine: from.line + 1,
      startColumn: from.character + 1,
      endLine: to.line + 1,
      endColumn: to.character + 1,
    };
  }
}
