import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SEVERITIES } from '../../../src/findings/severity.ts';
import { contrast } from '../../support/contrast.ts';
import { repository } from '../../support/repository.ts';

/** The editor background of the default theme of each kind, and a selected line where that is less favourable. */
const BACKGROUNDS = {
  dark: ['#1f1f1f', '#1e1e1e', '#282828'],
  light: ['#ffffff', '#f8f8f8', '#eeeeee'],
  highContrast: ['#000000'],
  highContrastLight: ['#ffffff'],
} as const;

interface Colour {
  readonly id: string;
  readonly defaults: Readonly<Record<string, string>>;
}

async function colours(): Promise<readonly Colour[]> {
  const manifest = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
    contributes: { colors: Colour[] };
  };
  return manifest.contributes.colors;
}

describe('the colours of the severities', () => {
  for (const severity of SEVERITIES) {
    for (const [theme, backgrounds] of Object.entries(BACKGROUNDS)) {
      it(`make ${severity} legible in ${theme} themes (contrast of 4.5 to 1, WCAG 2.2 §1.4.3)`, async () => {
        const colour =
          (await colours()).find(({ id }) => id === `palisade.severity.${severity}`)?.defaults[theme] ?? '';
        for (const background of backgrounds) {
          const ratio = contrast(colour, background);
          assert.ok(ratio >= 4.5, `${colour} on ${background}: ${ratio.toFixed(2)}`);
        }
      });
    }
  }

  it('have an icon for each kind of theme, in a shape of its own', async () => {
    for (const theme of ['dark', 'light']) {
      const shapes = new Set<string>();
      for (const severity of SEVERITIES) {
        const svg = await readFile(join(repository, 'media', 'gutter', theme, `${severity}.svg`), 'utf8');
        shapes.add(svg.replaceAll(/#[0-9a-f]{6}/g, ''));
      }
      assert.equal(shapes.size, SEVERITIES.length);
    }
  });
});
