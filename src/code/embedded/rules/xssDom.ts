// HTML that a script puts into the page it runs in. What comes from elsewhere is told by its source
// alone: a page is made of values that nobody but the program chooses.
import type { TextRange } from '../../../findings/finding.ts';
import type { Value } from '../flow/value.ts';
import { HOLE } from '../flow/value.ts';
import type { ArgumentValue, AssignSite, CallSite, PropertySite, SinkUse } from './rule.ts';

const WORDS = {
  title: 'HTML of the page built from outside input',
  explanation:
    'Text from outside (the address, a message of another window, a request) becomes HTML of the page. Whoever chooses it, for one by a link that the visitor follows, can add scripts that act in the name of the visitor.',
  remediation:
    'Put text into the page as text: textContent, createTextNode, or {value} in JSX. Where it has to be HTML, clean it with DOMPurify.sanitize first. Check the origin of messages before using them.',
} as const;

const JQUERY = /^(?:\$|jQuery|jquery|angular\.element|d3\.select(?:All)?)\(\)/;
/** Makes elements of what looks like HTML, and looks for elements otherwise. */
const JQUERY_ITSELF = /^(?:\$|jQuery|jquery|angular\.element)$/;
const BEGINS_AS_HTML = new RegExp(`^\\s*(?:<|${HOLE})`);
const JQUERY_METHODS = new Set([
  'html',
  'append',
  'prepend',
  'before',
  'after',
  'replaceWith',
  'wrap',
  'wrapAll',
  'wrapInner',
]);
const HTML_PROPERTIES = new Set(['innerHTML', 'outerHTML', 'srcdoc']);

function intoPage(value: Value, range: TextRange): SinkUse {
  return { value, range, unproven: 'never', words: WORDS };
}

function argument(given: ArgumentValue | undefined): readonly SinkUse[] {
  return given === undefined ? [] : [intoPage(given.value, given.range)];
}

export function pageSinks(site: CallSite): readonly SinkUse[] {
  const { name, args } = site;
  switch (name) {
    case 'insertAdjacentHTML':
      return argument(args[1]);
    case 'write':
    case 'writeln':
      return /(?:^|\.)document$/.test(site.receiverPath ?? '') ? args.flatMap((one) => argument(one)) : [];
    case 'createContextualFragment':
    case 'bypassSecurityTrustHtml':
    case 'trustAsHtml':
    case 'SafeString':
      return argument(args[0]);
    case 'setHTMLUnsafe':
    case 'parseHTMLUnsafe':
    case 'parseHTML':
      return argument(args[0]);
    default: {
      if (JQUERY_ITSELF.test(site.path ?? '')) return made(args[0]);
      if (!JQUERY_METHODS.has(name)) return [];
      const isJquery = JQUERY.test(site.receiverPath ?? '') || site.receiverName.startsWith('$');
      return isJquery ? argument(args[0]) : [];
    }
  }
}

/** `$(text)`; an address, its query and its fragment begin with other signs than HTML. */
function made(given: ArgumentValue | undefined): readonly SinkUse[] {
  if (given === undefined || !BEGINS_AS_HTML.test(given.value.text ?? HOLE)) return [];
  if (/(?:^|\.)(?:location|document)(?:\.hash|\.search)?$|\(\)$/.test(given.value.path ?? '')) return [];
  return [{ ...intoPage(given.value, given.range), severity: { proven: 'medium', unproven: 'low' } }];
}

export function pageAssignSinks(site: AssignSite): readonly SinkUse[] {
  return site.object !== undefined && HTML_PROPERTIES.has(site.property) ? [intoPage(site.value, site.valueRange)] : [];
}

/** `__html` in `dangerouslySetInnerHTML={{ __html: text }}` */
export function pagePropertySinks(site: PropertySite): readonly SinkUse[] {
  return [intoPage(site.value, site.valueRange)];
}
