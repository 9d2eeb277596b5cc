import picocolors from 'picocolors';
import type { Severity } from '../findings/severity.ts';
import type { Output } from './ports.ts';

export interface Colours {
  readonly severity: Readonly<Record<Severity, (text: string) => string>>;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  /** For what must not be overlooked. */
  readonly alarm: (text: string) => string;
  readonly good: (text: string) => string;
}

/**
 * The five colours of the design. Colour is never the only sign: the severity stands beside it in words.
 *
 * @param enabled see {@link wantsColour}
 */
export function coloursFor(enabled: boolean): Colours {
  const { bold, dim, red, yellow, blue, green } = picocolors.createColors(enabled);
  return {
    severity: { critical: red, high: yellow, medium: enabled ? orange : String, low: blue, informational: green },
    bold,
    dim,
    alarm: (text) => bold(red(text)),
    good: green,
  };
}

/** From the palette of 256, as the basic sixteen have no orange. */
function orange(text: string): string {
  return `\u001b[38;5;208m${text}\u001b[39m`;
}

/**
 * FORCE_COLOR decides when it is set, as in Node; then NO_COLOR (no-color.org: set and not empty); else
 * colours are for terminals that know them.
 */
export function wantsColour(
  env: Readonly<Record<string, string | undefined>>,
  output: Pick<Output, 'isTerminal'>,
): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal } = env;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (refused !== undefined && refused !== '') return false;
  return output.isTerminal && terminal !== 'dumb';
}
