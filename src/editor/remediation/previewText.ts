import type { FixPrompt, PromptDatum } from '../../remediation/fixPrompt.ts';
import { cleanLine } from '../../outbound/cleaning.ts';

/** Between what is said of the prompt and the prompt itself. */
export const PROMPT_BEGINS = '======== The prompt begins below this line ========';

/** What is said of a prompt, and the prompt, to the letter, to the end of the text. */
export function previewText({ text, data, playbooks, identifiers }: FixPrompt): string {
  const lines = [
    'Palisade: this is the whole prompt. Nothing was sent.',
    '',
    `Length: ${text.length.toLocaleString('en')} characters.`,
    `Instructions: ${playbooks.map(({ id, version, overridden }) => `${id} (version ${version}${overridden ? ', yours' : ''})`).join(', ')}.`,
    ...(identifiers.length === 0
      ? []
      : [
          `Names that were checked: ${identifiers.map(({ name, value }) => `${name} ${cleanLine(value, 200)}`).join(', ')}.`,
        ]),
    ...(data.length === 0
      ? ['Data of yours: none.']
      : [
          'Data of yours, in one block that the agent is told not to follow:',
          ...data.map((one) => `- ${datumInWords(one)}`),
        ]),
    '',
    PROMPT_BEGINS,
  ];
  return `${lines.join('\n')}\n${text}`;
}

function datumInWords({ name, from, characters, left }: PromptDatum): string {
  const size = `${characters.toLocaleString('en')} characters`;
  const said = { whole: size, shortened: `${size}, shortened`, dropped: 'left out, as it did not fit' }[left];
  return `${cleanLine(name, 80)}, from ${cleanLine(from, 120)}: ${said}`;
}
