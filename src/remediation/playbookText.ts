// A playbook as the lines of a prompt: plain, without headings, since an address that carries a prompt may lose their
// signs.
import { FORMS, type Form, type Playbook, SECTIONS } from './playbook.ts';
import { filledText } from './promptTemplate.ts';

/** What is filled in for the placeholders of playbooks; `profile` undefined: the commands name none. */
export interface PlaybookValues {
  readonly account: string;
  readonly partition: string;
  readonly region: string;
  readonly bucket: string;
  readonly profile: string | undefined;
}

const FORM_WORDS: Readonly<Record<Form, string>> = {
  'AWS CLI': 'Change with the AWS CLI:',
  Terraform: 'Change in Terraform:',
  CloudFormation: 'Change in CloudFormation:',
};

/** @param id of the rule or check that it is shown for */
export function playbookText(playbook: Playbook, id: string, values: PlaybookValues | undefined): string {
  const parts = SECTIONS.flatMap((section) => {
    const own = `${section}:\n${playbook.sections[section]}`;
    if (section !== 'Change' || playbook.kind !== 's3') return [own];
    return [own, ...FORMS.map((form) => `${FORM_WORDS[form]}\n${playbook.forms[form]}`)];
  });
  const text = [`Playbook: ${playbook.title} (${id}, version ${playbook.version})`, ...parts].join('\n\n');
  return values === undefined ? text : withValues(text, values);
}

function withValues(text: string, { profile, ...values }: PlaybookValues): string {
  if (profile !== undefined) return filledText(text, { ...values, profile });
  return filledText(text.replaceAll(' --profile {{profile}}', ''), { ...values, profile: 'the profile in use' });
}
