import type { MonthlyEstimate, MonthlyUse } from '../../monitor/cost/monthlyEstimate.ts';
import { type Block, type Page } from './page.ts';
import { aboutUsd, amountInWords, plural, usdInWords } from './words.ts';

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
  const sum = (isOthers: boolean): number =>
    items.filter((item) => item.isOthers === isOthers).reduce((total, item) => total + item.usd, 0);
  const others = sum(true);
  const counted = usd - sum(false);
  return [
    {
      kind: 'table',
      head: ['Item', 'Quantity', 'US dollars'],
      numbers: [2],
      rows: items.map((item) => [
        item.isOthers ? `${item.title} (charged by others)` : item.title,
        amountInWords(item.quantity, item.unit),
        usdInWords(item.usd),
      ]),
    },
    {
      kind: 'entries',
      entries: [
        { label: 'In a month', text: aboutUsd(usd) },
        ...(others === 0
          ? []
          : [
              {
                label: 'Of others',
                text:
                  counted < 0.005
                    ? `not in that sum; where it is on, other services charge ${aboutUsd(others)} for what the watcher calls`
                    : `${aboutUsd(counted)} of that is charged by other services for what the watcher calls`,
              },
            ]),
        { label: 'Prices', text: `list prices of ${region}, read in ${prices}, without the free tier` },
      ],
    },
  ];
}
