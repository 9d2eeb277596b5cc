import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';

/** A call that is a sink: what stands before it in the file, and itself, with `TAINTED` for the dangerous argument. */
export type ApiCall = readonly [setup: string, call: string];

export interface ApiTable {
  readonly ruleId: string;
  readonly severity: string;
  /** What the client sends, built into what the sink takes. */
  readonly tainted: string;
  /** The same from constants alone. */
  readonly constant: string;
  /** What else the constant call is found to be; default nothing. */
  readonly constantFindings?: readonly string[];
}

/** One test for the client's input and one for a constant, in a Flask view. */
export function pythonCalls(table: ApiTable, calls: readonly ApiCall[]): void {
  const text = (setup: string, call: string): string =>
    `${setup}\nfrom flask import request\n\nasync def view(self, page):\n    ${call}\n`;
  each('python', table, calls, text);
}

/** The same in an Express handler. */
export function javaScriptCalls(table: ApiTable, calls: readonly ApiCall[]): void {
  const text = (setup: string, call: string): string => `${setup}\nasync function view(req, res) {\n  ${call};\n}\n`;
  each('javascript', table, calls, text);
}

function each(
  language: string,
  table: ApiTable,
  calls: readonly ApiCall[],
  text: (setup: string, call: string) => string,
): void {
  const { ruleId, severity, tainted, constant, constantFindings = [] } = table;
  for (const [setup, call] of calls) {
    const name = `${call} ${setup === '' ? '' : `after ${setup.split('\n').at(-1) ?? ''}`}`;

    it(`sees ${name}`, async () => {
      const { findings } = await analyse(
        language,
        text(
          setup,
          call.replaceAll('TAINTED', () => tainted),
        ),
      );
      assert.deepEqual(
        findings.map((finding) => `${finding.ruleId} ${finding.severity}`),
        [`${ruleId} ${severity}`],
      );
    });

    it(`leaves constants alone in ${name}`, async () => {
      const { findings } = await analyse(
        language,
        text(
          setup,
          call.replaceAll('TAINTED', () => constant),
        ),
      );
      assert.deepEqual(
        findings.map((finding) => `${finding.ruleId} ${finding.severity}`),
        constantFindings,
      );
    });
  }
}
