import { type FakeGemini, type FakeGeminiScript, startFakeGemini } from '../../support/fakeGemini.ts';
import { type SuiteOptions, type SuiteWorkbench, useWorkbench } from './useWorkbench.ts';

export interface GeminiWorkbench extends SuiteWorkbench {
  readonly gemini: FakeGemini;
}

/** Lets every request of an extension in development mode go to `gemini`. */
export function requestsTo(gemini: FakeGemini): Record<string, string> {
  return { PALISADE_TEST_PORTS: JSON.stringify({ geminiEndpoint: gemini.url }) };
}

/** Like {@link useWorkbench}, in development mode, with a fake of the Gemini API that the suite owns. */
export function useGeminiWorkbench(script: FakeGeminiScript = {}, options: SuiteOptions = {}): GeminiWorkbench {
  let fake: FakeGemini | undefined;
  const started = (): FakeGemini => {
    if (fake === undefined) throw new Error('the fake of Gemini is there only inside tests and hooks');
    return fake;
  };

  before('start the fake of Gemini', async () => {
    fake = await startFakeGemini(script);
  });
  const suite = useWorkbench(() => ({
    mode: 'development',
    ...options,
    env: { ...requestsTo(started()), ...options.env },
  }));
  after('stop the fake of Gemini', () => fake?.stop());

  return {
    get workbench() {
      return suite.workbench;
    },
    get running() {
      return suite.running;
    },
    get gemini() {
      return started();
    },
  };
}
