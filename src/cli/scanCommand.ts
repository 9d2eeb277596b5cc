import { resolve } from 'node:path';
import { type ReportFormat, reportAs } from '../app/reports.ts';
import type { Reviewer } from '../code/review.ts';
import type { CodeEngine } from '../findings/outcome.ts';
import {
  exitStatusOf,
  type FileReport,
  type ScanReport,
  type SkippedName,
  summarise,
} from '../findings/reports/scanReport.ts';
import type { Severity } from '../findings/severity.ts';
import { coloursFor, wantsColour } from './colours.ts';
import { maskedView } from './maskedView.ts';
import type { CliPorts } from './ports.ts';
import { printable } from './printable.ts';
import { Progress } from './progress.ts';
import { ProjectIgnores } from './projectIgnores.ts';
import { type EngineChoice, type FileResult, FileScans } from './scanFiles.ts';
import { SendingRules } from './sendingRules.ts';
import { findingsAsText, reportWidth, type TextStyle } from './textReport.ts';
import { summaryAsText } from './textSummary.ts';

export interface ScanOptions {
  readonly engine: EngineChoice;
  readonly format: 'text' | ReportFormat;
  readonly failOn: Severity;
  readonly model: string;
  readonly fallbackModel: string;
  readonly exclude: readonly string[];
}

const ENGINES: Readonly<Record<EngineChoice, readonly CodeEngine[]>> = {
  embedded: ['embedded'],
  gemini: ['gemini'],
  both: ['embedded', 'gemini'],
};

/**
 * Scans the named files and writes the report to stdout: as text file by file, in the other formats at the end.
 *
 * @returns the exit status, see exitStatusOf
 */
export async function scanCommand(names: readonly string[], options: ScanOptions, ports: CliPorts): Promise<number> {
  const { cwd, env, stdout, stderr, signal, now } = ports;
  const startedAt = now();
  const unique = [...new Map(names.map((name) => [resolve(cwd, name), name])).values()];
  const progress = new Progress(stderr, unique.length, now);
  const log = (line: string): void => {
    progress.clear();
    stderr.write(`palisade: ${printable(line)}\n`);
  };
  const ignores = new ProjectIgnores(cwd, ports.ignoreFile);
  const analyser = ports.createAnalyser(log);
  try {
    const results = new FileScans({
      cwd,
      engine: options.engine,
      analyser,
      reviewer: await reviewerFor(options, ports),
      sendingRules: new SendingRules(cwd, options.exclude),
      ignores,
      now,
      log,
    }).start(
      unique,
      {
        onStage: (path, stage) => {
          progress.stage(path, stage);
        },
        onFinished: (path) => {
          progress.finished(path);
        },
      },
      signal,
    );

    const style: TextStyle = {
      colours: coloursFor(wantsColour(env, stdout)),
      width: reportWidth(stdout),
    };
    const files: FileReport[] = [];
    const skipped: SkippedName[] = [];
    for (const pending of results) {
      const result = await pending;
      if (result.kind === 'skipped') {
        skipped.push(result.skipped);
        continue;
      }
      files.push(result.report);
      if (options.format !== 'text') continue;
      const text = await fileAsText(result, style);
      progress.clear();
      stdout.write(text);
    }
    progress.clear();

    const report: ScanReport = {
      toolVersion: ports.version,
      startedAt,
      elapsedMs: now() - startedAt,
      engines: ENGINES[options.engine],
      failOn: options.failOn,
      files,
      skipped,
      warnings: ignores.warnings,
      interrupted: signal.aborted,
    };
    if (options.format === 'text') {
      stdout.write(summaryAsText(report, style));
    } else {
      for (const warning of report.warnings) log(`warning: ${warning}`);
      stdout.write(reportAs(options.format, report));
    }
    return exitStatusOf(summarise(report), report.interrupted);
  } finally {
    await analyser.dispose();
  }
}

async function reviewerFor(options: ScanOptions, ports: CliPorts): Promise<Reviewer | undefined> {
  const apiKey = ports.env['GEMINI_API_KEY']?.trim() ?? '';
  if (options.engine === 'embedded' || apiKey === '') return undefined;
  const { model, fallbackModel } = options;
  return ports.createReviewer({ apiKey, model, fallbackModel });
}

async function fileAsText({ report, enginePath }: FileResult & { kind: 'file' }, style: TextStyle): Promise<string> {
  if (report.findings.length + report.refuted.length === 0) return '';
  const all = [...report.findings, ...[...report.ignored, ...report.refuted].map(({ finding }) => finding)];
  return findingsAsText(report, await maskedView(report.text, enginePath, all), style);
}
