import type { CallSite, SinkUse, TaintRule, TaintSeverity } from './rule.ts';
import { argumentOf } from './rule.ts';
import { replacesCharacter } from './replacement.ts';

interface TemplateApi {
  /** Default 0. */
  readonly argument?: number;
  readonly keyword?: string;
  readonly severity?: TaintSeverity;
}

/** The engine keeps templates from most of what the language can do. */
const CONFINED: TemplateApi = { severity: { proven: 'medium', unproven: 'low' } };
/** Templates cannot call what they like, but they reach the objects of the program, and with them its secrets. */
const LEAKING: TemplateApi = { severity: { proven: 'high', unproven: 'medium' } };
const OPEN: TemplateApi = {};

const PYTHON: ReadonlyMap<string, TemplateApi> = new Map<string, TemplateApi>([
  ['flask.render_template_string', { keyword: 'source' }],
  ['flask.stream_template_string', { keyword: 'source' }],
  ['flask.templating.render_template_string', { keyword: 'source' }],
  ['quart.render_template_string', { keyword: 'source' }],
  ['jinja2.Template', { keyword: 'source' }],
  ['jinja2.environment.Template', { keyword: 'source' }],
  ['jinja2.nativetypes.NativeTemplate', { keyword: 'source' }],
  ['mako.template.Template', { keyword: 'text' }],
  ['tornado.template.Template', { keyword: 'template_string' }],
  ['django.template.Template', { ...LEAKING, keyword: 'template_string' }],
  ['django.template.base.Template', { ...LEAKING, keyword: 'template_string' }],
  ['chameleon.PageTemplate', { keyword: 'body' }],
  ['chameleon.PageTextTemplate', { keyword: 'body' }],
  ['bottle.template', OPEN],
  ['bottle.SimpleTemplate', { keyword: 'source' }],
  ['bottle.mako_template', OPEN],
  ['bottle.jinja2_template', OPEN],
  ['Cheetah.Template.Template', { keyword: 'source' }],
  ['genshi.template.MarkupTemplate', { keyword: 'source' }],
  ['genshi.template.TextTemplate', { keyword: 'source' }],
  ['genshi.template.NewTextTemplate', { keyword: 'source' }],
  ['web.template.Template', { keyword: 'text' }],
]);

const JAVASCRIPT: ReadonlyMap<string, TemplateApi> = new Map<string, TemplateApi>([
  ...named('ejs', 'render compile', OPEN),
  ...named('pug', 'render compile compileClient', OPEN),
  ...named('jade', 'render compile compileClient', OPEN),
  ...named('nunjucks', 'renderString compile Template', OPEN),
  ...named('nunjucks.Environment()', 'renderString', OPEN),
  ...named('nunjucks.configure()', 'renderString', OPEN),
  ...['lodash', 'lodash-es', '_', 'underscore'].flatMap((library) => named(library, 'template', OPEN)),
  ['lodash/template', OPEN],
  ['lodash-es/template', OPEN],
  ...['dot', 'doT'].flatMap((library) => named(library, 'template compile', OPEN)),
  ...named('eta', 'render renderString renderStringAsync compile', OPEN),
  ...named('eta.Eta()', 'renderString renderStringAsync compile', OPEN),
  ...named('squirrelly', 'render compile', OPEN),
  ...['swig', 'swig-templates'].flatMap((library) => named(library, 'render compile', OPEN)),
  ...named('velocityjs', 'render', OPEN),
  ...named('art-template', 'render compile', OPEN),
  ...named('vash', 'compile', OPEN),
  ...['handlebars', 'Handlebars'].flatMap((library) => named(library, 'compile precompile', LEAKING)),
  ...named('liquidjs.Liquid()', 'parse parseAndRender parseAndRenderSync', CONFINED),
]);

function named(library: string, functions: string, api: TemplateApi): [string, TemplateApi][] {
  return functions.split(' ').map((name) => [`${library}.${name}`, api]);
}

/** `env.from_string(x)`: an environment of Jinja, or Django's engine. */
const ENVIRONMENT = /\bjinja|[eE]nvironment\(\)$|\bengines\b|Engine\(\)$/;
const ENVIRONMENT_NAME = /^(?:\w*_)?(?:env|environment|jinja)$/i;

function apiOf(site: CallSite): TemplateApi | undefined {
  const { path = '', receiverPath = '' } = site;
  if (site.family === 'javascript') return JAVASCRIPT.get(path);
  if (site.name !== 'from_string') return PYTHON.get(path);
  if (/[sS]andbox/.test(receiverPath)) return CONFINED;
  if (/\bengines\b|\bEngine\(\)$/.test(receiverPath)) return LEAKING;
  return ENVIRONMENT.test(receiverPath) || ENVIRONMENT_NAME.test(site.receiverName) ? OPEN : undefined;
}

function sinks(site: CallSite): readonly SinkUse[] {
  const api = apiOf(site);
  if (api === undefined) return [];
  const template = argumentOf(site, api.argument ?? 0, api.keyword);
  if (template === undefined) return [];
  const { severity } = api;
  const { value, range } = template;
  return [{ value, range, unproven: 'built', ...(severity === undefined ? {} : { severity }) }];
}

export const TEMPLATE_INJECTION: TaintRule = {
  kind: 'taint',
  id: 'template-injection',
  cwe: [1336, 94],
  title: 'Template built from client input',
  unprovenTitle: 'Template built from a value that is not constant',
  severity: { proven: 'critical', unproven: 'medium' },
  severities: ['critical', 'high', 'medium', 'low'],
  explanation:
    'Text that is not fixed by the program is compiled as a template. Template languages have expressions of their own: whoever controls part of the template can read the objects of the program and, with most engines, run code on the server.',
  remediation:
    'Keep the template constant and hand the values over as its context: render_template("page.html", name=name) or render_template_string with a constant text in Python, res.render("page", { name }) or compile(constant)({ name }) in JavaScript. Where users may write templates, use a language without logic (Mustache) or a sandbox made for it.',
  sinkWords: 'a template that is compiled',
  sanitizers: { python: [], javascript: [] },
  direct: true,
  cleans: (site) => replacesCharacter(site, '{'),
  sinks,
};
