import type { LanguageFamily } from '../../../../src/code/embedded/adapters/adapter.ts';

interface SinkTemplate {
  /** Imports and other lines of the top level. */
  readonly setUp: string;
  /** A statement in which the value reaches the sink. */
  readonly use: (value: string) => string;
}

type Templates = Partial<Record<LanguageFamily, SinkTemplate>>;

/** One sink of every taint rule, in each language that the rule speaks of. */
export const SINKS_BY_RULE: ReadonlyMap<string, Templates> = new Map<string, Templates>([
  [
    'sql-injection',
    {
      python: { setUp: '', use: (value) => `cursor.execute("SELECT * FROM t WHERE a = '%s'" % ${value})` },
      javascript: {
        setUp: "const db = require('mysql').createPool({});",
        use: (value) => `db.query("SELECT * FROM t WHERE a = " + ${value});`,
      },
    },
  ],
  [
    'command-injection',
    {
      python: { setUp: 'import os', use: (value) => `os.system(f"run {${value.replaceAll('"', "'")}}")` },
      javascript: {
        setUp: "const { exec } = require('child_process');",
        use: (value) => `exec("run " + ${value});`,
      },
    },
  ],
  [
    'code-evaluation',
    {
      python: { setUp: '', use: (value) => `eval(${value})` },
      javascript: { setUp: '', use: (value) => `eval(${value});` },
    },
  ],
  [
    'path-traversal',
    {
      python: { setUp: '', use: (value) => `open("/srv/files/" + ${value}).read()` },
      javascript: { setUp: "const fs = require('fs');", use: (value) => `fs.readFileSync('/srv/files/' + ${value});` },
    },
  ],
  [
    'open-redirect',
    {
      python: { setUp: 'from flask import redirect', use: (value) => `return redirect(${value})` },
      javascript: { setUp: '', use: (value) => `res.redirect(${value});` },
    },
  ],
  [
    'unsafe-deserialization',
    {
      python: { setUp: 'import pickle', use: (value) => `pickle.loads(${value})` },
      javascript: {
        setUp: "const serialize = require('node-serialize');",
        use: (value) => `serialize.unserialize(${value});`,
      },
    },
  ],
  [
    'reflected-xss',
    {
      python: {
        setUp: 'from django.http import HttpResponse',
        use: (value) => `return HttpResponse("<p>" + ${value} + "</p>")`,
      },
      javascript: { setUp: '', use: (value) => `res.send('<p>' + ${value} + '</p>');` },
    },
  ],
  [
    'nosql-injection',
    {
      python: {
        setUp: 'import pymongo\nusers = pymongo.MongoClient().shop.users',
        use: (value) => `users.find_one({"name": ${value.replace('request.args["a"]', 'request.get_json()["a"]')}})`,
      },
      javascript: {
        setUp: "const { users } = require('mongoose').connection.collections;",
        use: (value) => `users.findOne({ name: ${value.replace('req.query.a', 'req.body.a')} });`,
      },
    },
  ],
]);
