import assert from 'node:assert/strict';
import {
  firstStep,
  FITS,
  handOff,
  type HandOffStep,
  type HandOffTarget,
  type PromptHost,
} from '../../../src/remediation/handOff.ts';

const CHAT = 'workbench.action.chat.open';
const PREFILL = 'deeplink.prompt.prefill';

interface Given {
  readonly way: string;
  readonly what: unknown;
}

/** A host that notes what it is given. What is in `faults` rejects. */
function hostOf(
  kind: PromptHost['kind'],
  commands: readonly string[],
  faults: Partial<
    Record<'commands' | 'execute' | 'openLink' | 'copy' | 'showDocument', 'rejects' | 'hangs' | 'no'>
  > = {},
): PromptHost & { readonly given: Given[] } {
  const given: Given[] = [];
  const answer = async <T>(way: keyof typeof faults, what: unknown, value: T): Promise<T> => {
    if (faults[way] === 'rejects') throw new Error(`${way} is broken`);
    if (faults[way] === 'hangs') return await new Promise(() => undefined);
    given.push({ way, what });
    return value;
  };
  return {
    kind,
    given,
    commands: () => answer('commands', undefined, new Set(commands)),
    execute: (command, argument) => answer('execute', { command, argument }, undefined),
    openLink: (address) => answer('openLink', address, faults.openLink !== 'no'),
    copy: (text) => answer('copy', text, undefined),
    showDocument: (text) => answer('showDocument', text, undefined),
  };
}

/** Time passes at once. */
const noWait = (): Promise<void> => Promise.resolve();
/** Time never passes. */
const forever = (): Promise<void> => new Promise(() => undefined);

async function stepOf(target: HandOffTarget, host: PromptHost, text = 'plain text'): Promise<HandOffStep | 'failed'> {
  const end = await handOff(target, host, (fits) => (fits(text) ? text : undefined), forever);
  return end.kind === 'handed-off' ? end.step : 'failed';
}

describe('the chain of hand-off', () => {
  it('fills the chat of Cursor and of VS Code, and never lets it send', async () => {
    for (const kind of ['cursor', 'vscode'] as const) {
      const host = hostOf(kind, [CHAT, PREFILL]);
      assert.equal(await stepOf('auto', host), 'chat');
      assert.deepEqual(
        host.given.filter(({ way }) => way !== 'commands'),
        [{ way: 'execute', what: { command: CHAT, argument: { query: 'plain text', isPartialQuery: true } } }],
      );
    }
  });

  it('gives any other editor the clipboard, whatever commands it lists', async () => {
    const host = hostOf('other', [CHAT, PREFILL]);
    for (const target of ['auto', 'chat', 'deeplink', 'clipboard'] as const) {
      assert.equal(await stepOf(target, host), 'clipboard', target);
    }
  });

  it('goes on with the next way that the host has', async () => {
    assert.equal(await stepOf('auto', hostOf('cursor', [PREFILL])), 'prefill');
    assert.equal(await stepOf('auto', hostOf('cursor', [])), 'deeplink');
    assert.equal(await stepOf('auto', hostOf('vscode', [])), 'clipboard');
  });

  it('goes on after a host that lied: commands that throw, links that nobody takes, a clipboard that fails', async () => {
    assert.equal(await stepOf('auto', hostOf('cursor', [CHAT, PREFILL], { execute: 'rejects' })), 'deeplink');
    assert.equal(await stepOf('auto', hostOf('cursor', [CHAT], { execute: 'rejects', openLink: 'no' })), 'clipboard');
    const faults = { execute: 'rejects', openLink: 'rejects', copy: 'rejects' } as const;
    assert.equal(await stepOf('auto', hostOf('cursor', [CHAT], faults)), 'document');
    assert.equal(await stepOf('auto', hostOf('vscode', [CHAT], { commands: 'rejects' })), 'clipboard');
  });

  it('does not wait for a host that never answers', async () => {
    const end = await handOff('auto', hostOf('vscode', [CHAT], { execute: 'hangs' }), () => 'text', noWait);
    assert.equal(end.kind, 'failed', 'with time that passes at once nothing answers in time');
    assert.deepEqual(
      end.attempts.find(({ step }) => step === 'chat'),
      { step: 'chat', problem: 'it did not answer in time' },
    );
  });

  it('says each failure when nothing works, and throws nothing', async () => {
    const faults = { commands: 'rejects', openLink: 'rejects', copy: 'rejects', showDocument: 'rejects' } as const;
    const end = await handOff('auto', hostOf('cursor', [], faults), () => 'text', forever);
    assert.equal(end.kind, 'failed');
    assert.deepEqual(
      end.attempts.map(({ step, problem }) => `${step}: ${problem}`),
      [
        'chat: the list of commands: commands is broken',
        `chat: there is no command ${CHAT}`,
        `prefill: there is no command ${PREFILL}`,
        'deeplink: openLink is broken',
        'clipboard: copy is broken',
        'document: showDocument is broken',
      ],
    );
  });

  it('opens the deeplink with the text in it, to the letter', async () => {
    const text = 'Bücher "A & B"\n- eins\n- zwei? ja/nein=1';
    const host = hostOf('cursor', []);
    assert.equal(await stepOf('deeplink', host, text), 'deeplink');
    const address = host.given.find(({ way }) => way === 'openLink')?.what;
    assert.ok(typeof address === 'string');
    const [head, query = ''] = address.split('?text=');
    assert.equal(head, 'cursor://anysphere.cursor-deeplink/prompt');
    assert.equal(decodeURIComponent(query), text);
    // A router that decodes twice does no harm to what holds no percent sign.
    assert.equal(decodeURIComponent(decodeURIComponent(query)), text);
  });

  it('uses no deeplink for what does not survive one', async () => {
    for (const text of ['100 %', 'a + b', '# heading', 'x'.repeat(8_000)]) {
      assert.equal(await stepOf('deeplink', hostOf('cursor', []), text), 'clipboard', text.slice(0, 20));
    }
  });

  it('counts the address as it is encoded, not the text', () => {
    const room = 8_000 - 'cursor://anysphere.cursor-deeplink/prompt?text='.length;
    assert.equal(FITS.deeplink('x'.repeat(room)), true);
    assert.equal(FITS.deeplink('x'.repeat(room + 1)), false);
    assert.equal(FITS.deeplink(`${'x'.repeat(room - 1)}é`), false);
    assert.equal(FITS.deeplink('lone \ud800 surrogate'), true);
  });

  it('skips a way for which even the instructions are too long, and fails where all are', async () => {
    const host = hostOf('cursor', []);
    assert.equal(await stepOf('auto', host, 'x'.repeat(9_000)), 'clipboard');
    assert.equal(await stepOf('auto', host, 'x'.repeat(60_001)), 'failed');
    assert.equal(host.given.filter(({ way }) => way === 'copy').length, 1);
  });

  it('says for a preview which way will be tried first', async () => {
    assert.equal(await firstStep('auto', hostOf('vscode', [CHAT])), 'chat');
    assert.equal(await firstStep('auto', hostOf('cursor', [])), 'deeplink');
    assert.equal(await firstStep('chat', hostOf('other', [CHAT])), 'clipboard');
    assert.equal(await firstStep('auto', hostOf('cursor', [], { commands: 'rejects' })), 'deeplink');
  });
});
