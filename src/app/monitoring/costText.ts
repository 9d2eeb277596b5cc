import type { MonthlyEstimate, MonthlyUse } from '../../monitor/cost/monthlyEstimate.ts';
import { type Block, type Page } from './page.ts';
import { plural, quantityInWords, usdInWords } from './words.ts';

/** What the watcher costs in a month, and of what that is made. */
export function costPage(estimate: MonthlyEstimate, use: MonthlyUse): Page {
  const { buckets, changesPerDay, gemini, extraTrails = 0, guardDuty = false } = use;
  const assumed = [
    plural(buckets, 'bucket'),
    `${plural(changesPerDay, 'change')} a day`,
    gemini ? 'with Gemini' : 'without Gemini',
    ...(extraTrails === 0 ? [] : [plural(extraTrails, 'further trail')]),
    ...(guardDuty ? ['GuardDuty on'] : []),
  ].join(', ');
  const entry = { label: 'Assumed', text: assumed };
  return {
    title: 'Palisade: what the watcher costs in a month',
    sections: [
      { title: undefined, blocks: [{ kind: 'entries', entries: [entry] }] },
      { title: 'By item', blocks: costBlocks(estimate) },
    ],
  };
}

export function costBlocks({ usd, prices, region, items }: MonthlyEstimate): readonly Block[] {
  const others = items.filter(({ isOthers }) => isOthers).reduce((sum, item) => sum + item.usd, 0);
  return [
    {
      kind: 'table',
      head: ['Item', 'Quantity', 'US dollars'],
      numbers: [2],
      rows: items.map((item) => [
        item.isOthers ? `${item.title} (charged by others)` : item.title,
        `${quantityInWords(item.quantity)} ${item.unit}`,
        usdInWords(item.usd),
      ]),
    },
    {
      kind: 'entries',
      entries: [
        { label: 'In a month', text: `about ${usdInWords(usd)}` },
        ...(others === 0
          ? []
          : [
              {
                label: 'Of others',
                text: `about ${usdInWords(others)} is charged by other services for what the watcher calls`,
              },
            ]),
        { label: 'Prices', text: `list prices of ${region}, read in ${prices}, without the free tier` },
      ],
    },
  ];
}
