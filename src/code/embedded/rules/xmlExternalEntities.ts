import type { Value } from '../flow/value.ts';
import { onlyConstant } from '../flow/value.ts';
import type { ArgumentValue, CallSite, SinkUse, SinkWords, TaintRule, TaintSeverity } from './rule.ts';
import { argumentOf } from './rule.ts';

const LOW: TaintSeverity = { proven: 'low', unproven: 'low' };

const BOMB: SinkWords = {
  cwe: [776],
  title: 'XML from the client parsed with entities of its own',
  explanation:
    'The parser expands the entities that a document defines for itself. A few lines can grow to gigabytes that way and exhaust the memory; parsers built with expat before 2.4.1 set no limit.',
  remediation: 'Parse what comes from outside with defusedxml, or refuse documents with a DOCTYPE.',
};

const OLD_LXML: SinkWords = {
  title: 'XML from the client parsed with the defaults of lxml',
  explanation:
    'Releases of lxml before 5.0 load the external entities of a document by default, and with them local files. Later ones expand only what the document defines itself.',
  remediation: 'Say what is meant: parser=etree.XMLParser(resolve_entities=False), or use defusedxml.',
};

/** What a parser does with entities. */
type Parser = 'loads' | 'expands' | 'refuses';

const LXML_PARSE = /^lxml\.(?:etree|objectify)\.(?:parse|fromstring|fromstringlist|XML|XMLID)$/;
const LXML_PARSER = /^lxml\.etree\.(?:XMLParser|ETCompatXMLParser|XMLPullParser)$/;

const STANDARD: ReadonlySet<string> = new Set([
  ...['ElementTree', 'cElementTree'].flatMap((module) =>
    ['parse', 'fromstring', 'fromstringlist', 'XML', 'XMLID', 'iterparse'].map((name) => `xml.etree.${module}.${name}`),
  ),
  'xml.sax.parse',
  'xml.sax.parseString',
  'xml.dom.minidom.parse',
  'xml.dom.minidom.parseString',
  'xml.dom.pulldom.parse',
  'xml.dom.pulldom.parseString',
  'xml.dom.expatbuilder.parse',
  'xml.dom.expatbuilder.parseString',
]);
const ENTITY_FEATURES = [
  'feature_external_ges',
  'feature_external_pes',
  'external-general-entities',
  'external-parameter-entities',
];

const LIBXML_PARSE = /^(?:libxmljs2?|libxml)\.(?:parseXml|parseXmlString|parseXmlAsync|parseHtml|Document\.fromXml)$/;
const LIBXML_PUSH = /^libxmljs2?\.Sax(?:Push)?Parser\(\)\.(?:push|parseString)$/;
/** Options that make libxml load what a document refers to. */
const LOADING_OPTIONS = ['noent', 'replaceEntities', 'dtdload', 'dtdvalid', 'dtdattr'];
const EXPAT = /^node-expat\.(?:Parser|createParser)\(\)\.(?:parse|write|end)$/;
const XML_TO_JSON = /^xml2json\.toJson$/;

function isOn(value: Value | undefined): boolean {
  const constant = onlyConstant(value);
  return constant === true || constant === 1;
}

function isOff(value: Value | undefined): boolean {
  const constant = onlyConstant(value);
  return constant === false || constant === 0 || constant === null;
}

/** `etree.XMLParser(…)`, or the call that takes the options of one. */
function lxmlParser(site: CallSite): Parser {
  const option = (name: string): Value | undefined => site.args.find((argument) => argument.name === name)?.value;
  const entities = option('resolve_entities');
  if (isOn(entities) || isOn(option('load_dtd')) || isOn(option('dtd_validation'))) return 'loads';
  if (isOff(option('no_network')) && !isOff(entities)) return 'loads';
  return entities === undefined ? 'expands' : 'refuses';
}

function parserOf(parser: Value | undefined): Parser {
  const { madeBy } = parser ?? {};
  return madeBy !== undefined && LXML_PARSER.test(madeBy.path ?? '') ? lxmlParser(madeBy) : 'expands';
}

/** A parser of xml.sax does what its features say. */
function saxParser(parser: Value | undefined): Parser {
  const features = ENTITY_FEATURES.flatMap((name) => parser?.slots?.get(name) ?? []);
  if (features.some((one) => isOn(one))) return 'loads';
  return features.some((one) => isOff(one)) ? 'refuses' : 'expands';
}

function loading({ value, range }: ArgumentValue): readonly SinkUse[] {
  return [{ value, range, unproven: 'always' }];
}

function expanding({ value, range }: ArgumentValue, words: SinkWords): readonly SinkUse[] {
  return [{ value, range, unproven: 'never', severity: LOW, words }];
}

function uses(document: ArgumentValue | undefined, parser: Parser, otherwise: SinkWords): readonly SinkUse[] {
  if (document === undefined || parser === 'refuses') return [];
  return parser === 'loads' ? loading(document) : expanding(document, otherwise);
}

function pythonSinks(site: CallSite): readonly SinkUse[] {
  const { path = '', receiverPath = '', name } = site;
  if (LXML_PARSE.test(path)) {
    return uses(site.args[0], parserOf(argumentOf(site, 1, 'parser')?.value), OLD_LXML);
  }
  if (path === 'lxml.etree.iterparse') return uses(site.args[0], lxmlParser(site), OLD_LXML);
  if (name === 'feed' && /^lxml\.etree\.\w+\(\)$/.test(receiverPath)) {
    return uses(site.args[0], parserOf(site.receiver), OLD_LXML);
  }
  if (STANDARD.has(path)) {
    const parser = path.startsWith('xml.dom.') ? argumentOf(site, 1, 'parser')?.value : undefined;
    return uses(site.args[0], saxParser(parser), BOMB);
  }
  if (receiverPath.startsWith('xml.sax.make_parser()') && (name === 'parse' || name === 'feed')) {
    return uses(site.args[0], saxParser(site.receiver), BOMB);
  }
  return [];
}

function javaScriptSinks(site: CallSite): readonly SinkUse[] {
  const { path = '' } = site;
  const [document, second] = site.args;
  if (document === undefined) return [];
  if (LIBXML_PARSE.test(path)) {
    const options = second?.value.slots;
    return LOADING_OPTIONS.some((name) => isOn(options?.get(name))) ? loading(document) : [];
  }
  // The push parser of libxmljs has no option to leave entities alone.
  if (LIBXML_PUSH.test(path)) return loading(document).map((use) => ({ ...use, unproven: 'never' }));
  return EXPAT.test(path) || XML_TO_JSON.test(path) ? expanding(document, BOMB) : [];
}

export const XML_EXTERNAL_ENTITIES: TaintRule = {
  kind: 'taint',
  id: 'xml-external-entities',
  cwe: [611],
  title: 'XML from the client parsed with external entities',
  unprovenTitle: 'XML of unknown origin parsed with external entities',
  severity: { proven: 'high', unproven: 'low' },
  explanation:
    'The parser is told to load what a document refers to. Whoever writes the document can have local files read into it and addresses inside the network requested.',
  remediation:
    'Leave external entities off: defusedxml or etree.XMLParser(resolve_entities=False, no_network=True) in Python, libxmljs without noent and dtdload in JavaScript. Parsers that know no external entities (fast-xml-parser, xml2js) are fine as they are.',
  sinkWords: 'an XML parser',
  sanitizers: { python: [], javascript: [] },
  sinks: (site) => (site.family === 'python' ? pythonSinks(site) : javaScriptSinks(site)),
};
