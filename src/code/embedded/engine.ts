import type { CodeFinding, EnclosingSymbol, TextRange } from '../../findings/finding.ts';
import type { FindingDraft } from '../../findings/fingerprint.ts';
import { withFingerprints } from '../../findings/fingerprint.ts';
import { LineIndex } from '../../findings/lineIndex.ts';
import type { Reason, ReasonKind } from '../../findings/outcome.ts';
import { maskSecrets } from '../../outbound/masking.ts';
import type { MaskedText } from '../../outbound/masking.ts';
import { detectSecrets } from '../../outbound/secrets.ts';
import type { LanguageAdapter } from './adapters/adapter.ts';
import { adapterFor } from './adapters/adapter.ts';
import { apiOf } from './api/languageApi.ts';
import type { Limits } from './flow/analysis.ts';
import { runAnalysis } from './flow/run.ts';
import type { GrammarSource } from './grammars.ts';
import { Grammars } from './grammars.ts';
import { nameHider, withHiddenNames } from './hiddenNames.ts';
import { outlineOf } from './outline.ts';
import { commentsIn, notCodeIn } from './notCode.ts';
import type { AnalysisRequest, AnalysisResponse } from './protocol.ts';
import type { ReportContext } from './report.ts';
import { factDraft, secretDraft, taintDraft } from './report.ts';
import { RULES } from './rules/rules.ts';
import type { SyntaxTree } from './syntaxTree.ts';

export type { GrammarSource } from './grammars.ts';

/** In UTF-16 units. Above it flows are not followed. */
export const MOST_ANALYSED = 1_000_000;
/** In UTF-16 units. Above it not even secrets are looked for. */
export const MOST_SEARCHED = 8_000_000;
/** Nobody writes such a line by hand. */
export const LONGEST_LINE = 5_000;

/** What flow analysis adds to the secrets. */
interface Flows {
  readonly reasons: readonly Reason[];
  readonly drafts: readonly FindingDraft[];
  readonly outline: readonly EnclosingSymbol[];
  /** Parts of the text that were not looked at in full. */
  readonly gaps: readonly TextRange[];
  /** Present when there are flows. */
  readonly notCode?: readonly TextRange[];
  readonly comments?: readonly TextRange[];
}

/**
 * Finds vulnerabilities in one file without a network: secrets in any text; facts and flows of data in
 * the languages that have an adapter. Never says `complete` for a text that it did not follow whole: one
 * node that the parser could not place is enough for `partial`, since code may be hidden in it.
 */
export class EmbeddedEngine {
  readonly #grammars: Grammars;
  readonly #limits: Limits | undefined;

  /** @param limits replaced only by tests */
  constructor(grammars: GrammarSource, limits?: Limits) {
    this.#grammars = new Grammars(grammars);
    this.#limits = limits;
  }

  /**
   * Never rejects for anything that a text can hold.
   *
   * @param onStage called with what is already certain before the part that can take long
   */
  async analyse(request: AnalysisRequest, onStage?: (soFar: AnalysisResponse) => void): Promise<AnalysisResponse> {
    const { text, path } = request;
    const lines = new LineIndex(text);
    if (text.length > MOST_SEARCHED) {
      const unread: Flows = { reasons: [because('too-large')], drafts: [], outline: [], gaps: [whole(text)] };
      return { ...response(lines, [], unread, maskSecrets(text, []), (words) => words), status: 'failed' };
    }
    const secrets = await detectSecrets(text, path);
    const masked = maskSecrets(text, secrets);
    const hide = nameHider(text, masked);
    const forPrompt = request.forPrompt === true ? { masked: masked.text } : {};
    const drafts = secrets.map((match) => secretDraft(match, { path, masked, lines, outline: [] }));
    const skipped = this.#skip(request, lines);
    const unfollowed: Flows = { reasons: [], drafts: [], outline: [], gaps: [whole(text)] };
    if (typeof skipped === 'string') {
      return { ...response(lines, drafts, { ...unfollowed, reasons: [because(skipped)] }, masked, hide), ...forPrompt };
    }
    onStage?.({ ...response(lines, drafts, unfollowed, masked, hide), status: 'partial' });
    const flows = await this.#follow(request, skipped, { path, masked, lines, outline: [] });
    // With an outline secrets, too, know the function they are in.
    const placed = secrets.map((match) => secretDraft(match, { path, masked, lines, outline: flows.outline }));
    return { ...response(lines, placed, flows, masked, hide), ...forPrompt };
  }

  /** The adapter, or why there is nothing to follow. */
  #skip(request: AnalysisRequest, lines: LineIndex): LanguageAdapter | ReasonKind {
    const { text } = request;
    if (text.length > MOST_ANALYSED) return 'too-large';
    if (text.includes('\0')) return 'not-text';
    const adapter = adapterFor(request.languageId);
    if (adapter === undefined) return 'no-adapter';
    for (let line = 0; line < lines.lineCount; line++) {
      const { start, end } = lines.lineRange(line);
      if (end - start > LONGEST_LINE) return 'generated';
    }
    return adapter;
  }

  async #follow(request: AnalysisRequest, adapter: LanguageAdapter, context: ReportContext): Promise<Flows> {
    try {
      // A lone CR ends a line for the editor but not for the parsers; the length stays the same.
      const parsed = request.text.replace(/\r(?!\n)/g, '\n');
      const tree = await this.#parse(adapter, parsed);
      const module = adapter.lower(tree.root, parsed);
      const outline = outlineOf(module, context.masked.text);
      const analysis = runAnalysis(module, {
        api: apiOf(adapter.family),
        rules: RULES,
        shownText: context.masked.text,
        path: request.path,
        ...(this.#limits === undefined ? {} : { limits: this.#limits }),
      });
      const reasons: Reason[] = [];
      if (tree.errors.length > 0) reasons.push(because('syntax-errors', placesOf(tree.errors, context.lines)));
      if (tree.cut.length > 0 || analysis.abandoned.length > 0)
        reasons.push(because('analysis-limit', placesOf([...tree.cut, ...analysis.abandoned], context.lines)));
      const located = { ...context, outline };
      const hits = analysis.taintHits();
      return {
        reasons,
        outline,
        ...(hits.length > 0 ? { notCode: notCodeIn(tree) } : {}),
        comments: commentsIn(tree),
        gaps: [...tree.errors, ...tree.cut, ...analysis.abandoned],
        drafts: [
          ...hits.map((hit) => taintDraft(hit, located)),
          ...[...analysis.factHits.values()].map((hit) => factDraft(hit, located)),
        ],
      };
    } catch (error) {
      // The secrets are found already: a bug in here must not take them away.
      const kind: ReasonKind = error instanceof RangeError ? 'analysis-limit' : 'engine-crashed';
      const detail = error instanceof Error ? error.name : 'unknown error';
      return { reasons: [because(kind, detail)], drafts: [], outline: [], gaps: [whole(request.text)] };
    }
  }

  async #parse(adapter: LanguageAdapter, text: string): Promise<SyntaxTree> {
    const tree = await this.#grammars.parse(adapter.grammar, text);
    const repaired = adapter.repair?.(tree, text);
    return repaired === undefined ? tree : this.#grammars.parse(adapter.grammar, repaired);
  }
}

function because(kind: ReasonKind, detail?: string): Reason {
  return detail === undefined ? { kind, engine: 'embedded' } : { kind, engine: 'embedded', detail };
}

function whole(text: string): TextRange {
  return { start: 0, end: text.length };
}

/** The first few lines concerned, counted from 1. */
function placesOf(ranges: readonly TextRange[], lines: LineIndex): string {
  const numbers = [...new Set(ranges.map((range) => lines.positionAt(range.start).line + 1))].sort((a, b) => a - b);
  const shown = numbers.slice(0, 5).join(', ');
  return `${numbers.length === 1 ? 'line' : 'lines'} ${shown}${numbers.length > 5 ? ` and ${numbers.length - 5} more` : ''}`;
}

/** @param masked no secret gets into a fingerprint either: whoever has the hash could try values */
function response(
  lines: LineIndex,
  secrets: readonly FindingDraft[],
  flows: Flows,
  masked: MaskedText,
  hide: (words: string) => string,
): AnalysisResponse {
  const drafts = [...secrets, ...flows.drafts].map((draft) => withHiddenNames(draft, hide));
  const findings: readonly CodeFinding[] = withFingerprints(masked.text, drafts);
  return {
    status: flows.reasons.length === 0 ? 'complete' : 'partial',
    reasons: flows.reasons,
    findings,
    outline: flows.outline.map((symbol) => ({ ...symbol, name: hide(symbol.name) })),
    ...(flows.notCode === undefined ? {} : { notCode: flows.notCode }),
    ...(flows.comments === undefined ? {} : { comments: flows.comments }),
    coveredLines: lines.lineCount - linesIn(flows.gaps, lines),
    totalLines: lines.lineCount,
  };
}

/** How many lines the ranges touch. */
function linesIn(ranges: readonly TextRange[], lines: LineIndex): number {
  let count = 0;
  let next = 0;
  const length = lines.offsetAt({ line: lines.lineCount, character: 0 });
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const first = Math.max(next, lines.positionAt(range.start).line);
    // The empty line behind the last line end belongs to what ends there.
    const last = lines.positionAt(range.end >= length ? length : Math.max(range.start, range.end - 1)).line;
    if (last < first) continue;
    count += last - first + 1;
    next = last + 1;
  }
  return count;
}
