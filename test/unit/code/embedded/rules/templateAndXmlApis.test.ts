import assert from 'node:assert/strict';
import { analyse } from '../engineForTests.ts';

async function found(ruleId: string, language: 'python' | 'javascript', code: string): Promise<string[]> {
  const response = await analyse(language, code);
  assert.deepEqual([response.status, response.reasons], ['complete', []], code);
  return response.findings.filter((one) => one.ruleId === ruleId).map((one) => one.severity);
}

const flask = (setUp: string, body: string): string =>
  `from flask import request\n${setUp}\n\ndef view():\n    ${body}\n`;
const express = (setUp: string, body: string): string => `${setUp}\nfunction view(req, res) {\n  ${body}\n}\n`;

/** `INPUT` stands for the template. */
const PYTHON_TEMPLATES: readonly (readonly [setUp: string, call: string, severity: string])[] = [
  ['from flask import render_template_string', 'render_template_string(INPUT)', 'critical'],
  ['import flask', 'flask.render_template_string(source=INPUT)', 'critical'],
  ['from jinja2 import Template', 'Template(INPUT)', 'critical'],
  ['import jinja2', 'jinja2.Environment(autoescape=True).from_string(INPUT)', 'critical'],
  ['from app import app', 'app.jinja_env.from_string(INPUT)', 'critical'],
  ['from mako.template import Template', 'Template(INPUT)', 'critical'],
  ['import tornado.template', 'tornado.template.Template(INPUT)', 'critical'],
  ['from chameleon import PageTemplate', 'PageTemplate(INPUT)', 'critical'],
  ['import bottle', 'bottle.template(INPUT)', 'critical'],
  ['from django.template import Template', 'Template(INPUT)', 'high'],
  ['from django.template import engines', "engines['django'].from_string(INPUT)", 'high'],
  ['from jinja2.sandbox import SandboxedEnvironment', 'SandboxedEnvironment().from_string(INPUT)', 'medium'],
];

const JAVASCRIPT_TEMPLATES: readonly (readonly [setUp: string, call: string, severity: string])[] = [
  ["const ejs = require('ejs');", 'ejs.render(INPUT)', 'critical'],
  ["const { compile } = require('ejs');", 'compile(INPUT)', 'critical'],
  ["const pug = require('pug');", 'pug.compile(INPUT)', 'critical'],
  ["const nunjucks = require('nunjucks');", 'nunjucks.renderString(INPUT)', 'critical'],
  ["const env = new (require('nunjucks').Environment)();", 'env.renderString(INPUT)', 'critical'],
  ["const _ = require('lodash');", '_.template(INPUT)', 'critical'],
  ["const template = require('lodash/template');", 'template(INPUT)', 'critical'],
  ["const dot = require('dot');", 'dot.template(INPUT)', 'critical'],
  ["const { Eta } = require('eta'); const eta = new Eta();", 'eta.renderString(INPUT)', 'critical'],
  ["const Sqrl = require('squirrelly');", 'Sqrl.render(INPUT)', 'critical'],
  ["const Handlebars = require('handlebars');", 'Handlebars.compile(INPUT)', 'high'],
  ["const { Liquid } = require('liquidjs'); const engine = new Liquid();", 'engine.parseAndRender(INPUT)', 'medium'],
];

describe('template APIs', () => {
  for (const [setUp, call, severity] of PYTHON_TEMPLATES) {
    it(`compile what a client sends in ${call} after ${setUp}`, async () => {
      const of = (text: string): Promise<string[]> =>
        found('template-injection', 'python', flask(setUp, call.replace('INPUT', text)));
      assert.deepEqual(await of("request.args['a']"), [severity]);
      assert.deepEqual(await of("'<p>' + request.args['a']"), [severity]);
      assert.deepEqual(await of("'<p>{{ a }}</p>'"), []);
      assert.deepEqual(await of('load_from_somewhere()'), []);
    });
  }

  for (const [setUp, call, severity] of JAVASCRIPT_TEMPLATES) {
    it(`compile what a client sends in ${call} after ${setUp}`, async () => {
      const of = (text: string): Promise<string[]> =>
        found('template-injection', 'javascript', express(setUp, `${call.replace('INPUT', text)};`));
      assert.deepEqual(await of('req.query.a'), [severity]);
      assert.deepEqual(await of("'<p>' + req.query.a"), [severity]);
      assert.deepEqual(await of("'<p>a</p>'"), []);
      assert.deepEqual(await of('loadFromSomewhere(req.query.a)'), []);
    });
  }

  it('are harmless without the sign that begins an expression', async () => {
    const setUp = "const ejs = require('ejs'); const nunjucks = require('nunjucks');";
    const body = "nunjucks.renderString('<p>' + req.query.a.replace(/[{}]/g, ''));";
    assert.deepEqual(await found('template-injection', 'javascript', express(setUp, body)), []);
  });
});

describe('XML parsers', () => {
  const lxml = (options: string): Promise<string[]> =>
    found(
      'xml-external-entities',
      'python',
      flask('from lxml import etree', `etree.fromstring(request.data, etree.XMLParser(${options}))`),
    );

  it('of lxml load what they are told to', async () => {
    for (const options of [
      'resolve_entities=True',
      'load_dtd=True',
      'dtd_validation=True',
      'no_network=False',
      'resolve_entities=True, no_network=True',
      'resolve_entities=False, load_dtd=True',
    ])
      assert.deepEqual(await lxml(options), ['high'], options);
    for (const options of ['resolve_entities=False', 'resolve_entities=False, no_network=False'])
      assert.deepEqual(await lxml(options), [], options);
    for (const options of ['', 'recover=True', 'resolve_entities="internal"'])
      assert.deepEqual(await lxml(options), options.includes('internal') ? [] : ['low'], options);
  });

  it('of libxmljs load what they are told to', async () => {
    const of = (options: string): Promise<string[]> =>
      found(
        'xml-external-entities',
        'javascript',
        express("const libxmljs = require('libxmljs2');", `libxmljs.parseXml(req.body${options});`),
      );
    for (const options of [', { noent: true }', ', { replaceEntities: true }', ', { dtdload: true }'])
      assert.deepEqual(await of(options), ['high'], options);
    for (const options of ['', ', {}', ', { noent: false }', ', { nonet: false }', ', { noblanks: true }'])
      assert.deepEqual(await of(options), [], options);
  });

  it('say what is wrong: a bomb is no external entity', async () => {
    const code = flask('import xml.etree.ElementTree as ET', 'ET.fromstring(request.data)');
    const { findings } = await analyse('python', code);
    assert.deepEqual(
      findings.map((one) => [one.severity, one.cwe]),
      [['low', [776]]],
    );
  });

  it('are not asked about files of the program', async () => {
    for (const call of ["ET.parse('a.xml')", 'ET.parse(path)', 'ET.fromstring(read())'])
      assert.deepEqual(
        await found(
          'xml-external-entities',
          'python',
          `import xml.etree.ElementTree as ET\ndef f(path):\n    ${call}\n`,
        ),
        [],
        call,
      );
  });
});
