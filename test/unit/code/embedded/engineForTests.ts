import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedEngine } from '../../../../src/code/embedded/engine.ts';
import type { Limits } from '../../../../src/code/embedded/flow/analysis.ts';
import type { AnalysisResponse } from '../../../../src/code/embedded/protocol.ts';
import type { CodeFinding } from '../../../../src/findings/finding.ts';
import { LineIndex } from '../../../../src/findings/lineIndex.ts';

const folder = dirname(createRequire(import.meta.url).resolve('@vscode/tree-sitter-wasm'));

export function newEngine(limits?: Limits): EmbeddedEngine {
  return new EmbeddedEngine({ read: (name) => readFile(join(folder, name)) }, limits);
}

const shared = newEngine();

/** @param path decides whether it counts as a test; default a source file of the language */
export function analyse(languageId: string, text: string, path = pathFor(languageId)): Promise<AnalysisResponse> {
  return shared.analyse({ path, languageId, text });
}

const EXTENSIONS: Readonly<Record<string, string>> = {
  python: 'py',
  javascript: 'js',
  typescript: 'ts',
  typescriptreact: 'tsx',
};

function pathFor(languageId: string): string {
  return `src/app.${EXTENSIONS[languageId] ?? 'txt'}`;
}

/** 1-based line where the finding begins. */
export function lineOf(text: string, finding: CodeFinding): number {
  return new LineIndex(text).positionAt(finding.subject.range.start).line + 1;
}

/** `rule@symbol`, sorted: what does not change when only the looks of a file do. */
export function rulesAndSymbols(findings: readonly CodeFinding[]): string[] {
  return findings.map((finding) => `${finding.ruleId}@${finding.subject.symbol.name}`).sort();
}
