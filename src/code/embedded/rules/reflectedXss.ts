import { onlyConstant } from '../flow/value.ts';
import { escapesHtml } from './escapeFunctions.ts';
import { asHtml, contentKind, isData, typeAmong } from './html.ts';
import { listsCharacter, replacesCharacter } from './replacement.ts';
import type { Guarded, GuardSite, PropertySite, SinkUse, TaintRule } from './rule.ts';
import { pageAssignSinks, pagePropertySinks, pageSinks } from './xssDom.ts';
import { bodySinks, javaScriptReturnSinks, serverSinks } from './xssJavaScript.ts';
import { pythonAssignSinks, pythonReturnSinks, pythonSinks } from './xssPython.ts';

/** What a Lambda function answers with is JSON unless its headers say otherwise. */
function lambdaResult(site: PropertySite): readonly SinkUse[] {
  if (site.key !== 'body' || !site.siblings.has('headers') || isData(site.value)) return [];
  if (contentKind(typeAmong(site.siblings.get('headers'))) !== 'html') return [];
  return site.siblings.has('statusCode') ? [asHtml(site.value, site.valueRange)] : [];
}

/** `!/[<>&]/.test(text)`, `'<' not in text`: nothing in the text begins a tag. */
function guard({ name, receiver, args, outcome }: GuardSite): Guarded | undefined {
  if (outcome) return undefined;
  const [first] = args;
  if (name === 'test' || name === 'exec') {
    const pattern = onlyConstant(receiver);
    const isList = typeof pattern === 'object' && pattern !== null && listsCharacter(pattern.pattern, '<');
    return isList ? { subject: 0, reach: 'value' } : undefined;
  }
  const isMembership = name === 'includes' || name === '__contains__';
  return isMembership && onlyConstant(first) === '<' ? { subject: 'receiver', reach: 'value' } : undefined;
}

function either(first: readonly SinkUse[], second: () => readonly SinkUse[]): readonly SinkUse[] {
  return first.length > 0 ? first : second();
}

export const REFLECTED_XSS: TaintRule = {
  kind: 'taint',
  id: 'reflected-xss',
  cwe: [79],
  title: 'HTML built from client input',
  unprovenTitle: 'HTML built from a value that is not constant',
  severity: { proven: 'high', unproven: 'medium' },
  explanation:
    'Text that is not fixed by the program is sent as part of an HTML page without being escaped. Whoever controls it, for one by a link that the victim follows, can add scripts that run in the page with the rights of its visitor.',
  remediation:
    'Let a template engine with automatic escaping build the page (render_template, res.render), or escape the text first: html.escape or markupsafe.escape in Python, escape-html or he.encode in JavaScript. What is no page should say so: jsonify or res.json for data, the content type text/plain for messages.',
  sinkWords: 'a page that is sent as HTML',
  inBrowser: true,
  direct: true,
  sanitizers: {
    python: [
      'html.escape',
      'cgi.escape',
      'markupsafe.escape',
      'markupsafe.escape_silent',
      'markupsafe.Markup.escape',
      'markupsafe.Markup().format',
      'markupsafe.Markup().join',
      'flask.escape',
      'flask.Markup.escape',
      'jinja2.escape',
      'werkzeug.utils.escape',
      'bleach.clean',
      'bleach.linkify',
      'nh3.clean',
      'nh3.escape',
      'lxml.html.clean.clean_html',
      'lxml_html_clean.clean_html',
      'xml.sax.saxutils.escape',
      'xml.sax.saxutils.quoteattr',
      'django.utils.html.escape',
      'django.utils.html.conditional_escape',
      'django.utils.html.urlize',
      'django.utils.html.format_html',
      'django.utils.html.escapejs',
      'tornado.escape.xhtml_escape',
      'tornado.escape.url_escape',
      'tornado.escape.json_encode',
      'urllib.parse.quote',
      'urllib.parse.quote_plus',
      'urllib.parse.urlencode',
      'urllib.quote',
      'urllib.quote_plus',
      'flask.render_template',
      'flask.jsonify',
      'flask.json.htmlsafe_dumps',
      'quart.render_template',
      'quart.jsonify',
      'werkzeug.utils.secure_filename',
      '*.escape_html',
      '*.html_escape',
      '*.xhtml_escape',
      '*.sanitize_html',
      '*.escape',
    ],
    javascript: [
      'he.encode',
      'he.escape',
      'lodash.escape',
      'underscore.escape',
      '_.escape',
      'escape-html',
      'escape-goat.htmlEscape',
      'html-escaper.escape',
      'html-entities.encode',
      'entities.encode',
      'entities.encodeHTML',
      'entities.escapeUTF8',
      'entities.escape',
      'validator.escape',
      'validator.default.escape',
      'dompurify.sanitize',
      'dompurify().sanitize',
      'isomorphic-dompurify.sanitize',
      'DOMPurify.sanitize',
      'xss',
      'xss.filterXSS',
      'xss.escapeHtml',
      'sanitize-html',
      'insane',
      'striptags',
      'encodeURIComponent',
      'encodeURI',
      'escape',
      'querystring.escape',
      'querystring.stringify',
      'qs.stringify',
      'serialize-javascript',
      '*.inHTMLData',
      '*.inSingleQuotedAttr',
      '*.inDoubleQuotedAttr',
      '*.inUnQuotedAttr',
      '*.uriInHTMLData',
      '*.escapeHtml',
      '*.escapeHTML',
      '*.escapeXml',
      '*.escapeXML',
      '*.htmlEscape',
      '*.htmlEncode',
      '*.encodeHTML',
      '*.htmlspecialchars',
      '*.sanitizeHtml',
      '*.sanitizeHTML',
      '*.escapeExpression',
      '*.sanitize',
      '*.escape',
    ],
  },
  cleans: (site) => (site.called === undefined ? replacesCharacter(site, '<') : escapesHtml(site.called)),
  guard,
  sinks: (site) => (site.family === 'python' ? pythonSinks(site) : either(serverSinks(site), () => pageSinks(site))),
  assignSinks: (site) =>
    site.family === 'python' ? pythonAssignSinks(site) : either(bodySinks(site), () => pageAssignSinks(site)),
  propertySinks: (site) => (site.key === '__html' ? pagePropertySinks(site) : lambdaResult(site)),
  returnSinks: (site) => (site.family === 'python' ? pythonReturnSinks(site) : javaScriptReturnSinks(site)),
};
