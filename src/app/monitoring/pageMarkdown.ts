import { codeMarkdown, inlineMarkdown } from '../../findings/reports/markdownText.ts';
import { printableJson } from '../../findings/reports/printableJson.ts';
import { type Block, type Entry, LONGEST_TEXT, type Page } from './page.ts';

/** A page as Markdown. Nothing in its texts becomes a link, a picture, a heading or HTML. */
export function pageMarkdown({ title, sections }: Page): string {
  return `${[
    `# ${text(title)}`,
    ...sections.flatMap((section) => [
      ...(section.title === undefined ? [] : [`## ${text(section.title)}`]),
      ...section.blocks.map(blockMarkdown),
    ]),
  ].join('\n\n')}\n`;
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case 'entries':
      return block.entries.map(entryMarkdown).join('\n');
    case 'table':
      return [
        block.head,
        block.head.map((_, column) => (block.numbers?.includes(column) === true ? '---:' : '---')),
        ...block.rows,
      ]
        .map((cells, index) => `| ${cells.map(index === 1 ? String : text).join(' | ')} |`)
        .join('\n');
    case 'json':
      return codeMarkdown(printableJson(block.value).trimEnd(), 'json');
  }
}

function entryMarkdown({ label, text: said, more = [] }: Entry): string {
  return [`- **${text(label)}**: ${text(said)}`, ...more.map((one) => `  - ${text(one)}`)].join('\n');
}

function text(given: string): string {
  return inlineMarkdown(given, LONGEST_TEXT);
}
