import type { Value } from '../flow/value.ts';
import { anyMember } from '../flow/joining.ts';
import type { ArgumentValue, CallSite, SinkUse, TaintRule } from './rule.ts';
import { argumentOf } from './rule.ts';

/** What a statement looks like: enough to tell a query from any other text that goes to a method called `execute`. */
const SQL =
  /\b(?:select\b[\s\S]*\bfrom|insert\s+(?:ignore\s+)?into|replace\s+into|update\b[\s\S]*\bset|delete\s+from|(?:create|alter|drop|truncate)\s+(?:table|view|index|database|schema|user|role)|merge\s+into|grant\s+\w+|union\s+(?:all\s+)?select|where\b|order\s+by|exec(?:ute)?\s+\w+|call\s+\w+|pragma\s+\w+|(?:show|describe|explain)\s+\w+|attach\s+database|copy\s+\w+\s+(?:from|to))/i;

const WORD = /(?:^|[^a-z])(?:select|insert|update|delete|from|where|values|set|table|join|order)(?:$|[^a-z])/i;

interface QueryApi {
  /** Last name of the callee. */
  readonly name: string;
  readonly argument: number;
  readonly keyword?: string;
  /** The callee is this API and nothing else. */
  readonly paths?: RegExp;
  /** Objects that the method belongs to, by API path. */
  readonly on?: RegExp;
  /** What people call such objects. */
  readonly named?: RegExp;
  /** The argument may be an object that holds the statement. */
  readonly members?: readonly string[];
  /** Neither path nor name is needed: the name says it. */
  readonly distinct?: boolean;
}

const PY_OBJECT =
  /(?:^|\.)(?:cursor|connect|Connection|Cursor|raw_connection|acquire|create_engine|create_async_engine|sessionmaker|Session|AsyncSession|scoped_session|begin|session|SQLAlchemy|Database|connection|get_db)\(\)|\b(?:sqlite3|psycopg2?|pymysql|MySQLdb|cx_Oracle|oracledb|pyodbc|asyncpg|aiosqlite|mysql\.connector|duckdb|django\.db\.connections?)\b|\bdb\.session\b/;
const PY_NAME =
  /^(?:.*_)?(?:cursor|cur|curs|crsr|c|conn|connection|con|cnx|db|database|engine|session|sess|tx|transaction|pool)\d*$|(?:cursor|connection|database|session)$/i;
/** Only objects of the database itself: sessions and clients of other services have such methods, too. */
const PY_CONNECTION_NAME = /^(?:.*_)?(?:conn|connection|db|database|pool)\d*$/i;
const JS_OBJECT =
  /\b(?:mysql2?(?:\/promise)?|pg(?:-promise|-native|-pool)?|sqlite3?|better-sqlite3|mariadb|mssql|tedious|oracledb|sequelize|typeorm|knex|@prisma\/client|snowflake-sdk|@vercel\/postgres|postgres|sqlite)\b/;
const JS_NAME =
  /^(?:_?\w*(?:db|database|conn|connection|pool|client|pg|mysql|sqlite|sequelize|knex|manager|runner|repository|repo|trx|tx|transaction|session|sql|prisma|orm|datasource|stmt)\w*|app\.locals\.db)$/i;

const JS_DATABASE_NAME = /^_?\w*(?:db|database|sqlite)\w*$/i;

const PYTHON: readonly QueryApi[] = [
  { name: 'execute', argument: 0, keyword: 'statement', on: PY_OBJECT, named: PY_NAME },
  { name: 'executemany', argument: 0, distinct: true },
  { name: 'executescript', argument: 0, distinct: true },
  { name: 'execute_async', argument: 0, distinct: true },
  { name: 'exec_driver_sql', argument: 0, distinct: true },
  { name: 'scalar', argument: 0, on: PY_OBJECT, named: PY_CONNECTION_NAME },
  { name: 'scalars', argument: 0, on: PY_OBJECT, named: PY_CONNECTION_NAME },
  { name: 'mogrify', argument: 0, on: PY_OBJECT, named: PY_NAME },
  { name: 'callproc', argument: 0, distinct: true },
  { name: 'fetch', argument: 0, on: PY_OBJECT, named: PY_CONNECTION_NAME },
  { name: 'cursor', argument: 0, on: PY_OBJECT },
  { name: 'fetchrow', argument: 0, on: PY_OBJECT, named: PY_CONNECTION_NAME },
  { name: 'fetchval', argument: 0, on: PY_OBJECT, named: PY_CONNECTION_NAME },
  { name: 'fetch_all', argument: 0, keyword: 'query', on: PY_OBJECT, named: PY_NAME },
  { name: 'fetch_one', argument: 0, keyword: 'query', on: PY_OBJECT, named: PY_NAME },
  { name: 'text', argument: 0, paths: /(?:^|\.)sqlalchemy(?:\.sql)?(?:\.expression)?\.text$|^(?:db|sa)\.text$/ },
  { name: 'literal_column', argument: 0, paths: /sqlalchemy/ },
  {
    name: 'raw',
    argument: 0,
    on: /objects|_default_manager|objects\.using\(\)/,
    named: /^(?:objects|_default_manager|manager)$/,
  },
  {
    name: 'extra',
    argument: 0,
    keyword: 'where',
    on: /objects|filter\(\)|all\(\)|exclude\(\)/,
    named: /^(?:objects|queryset|qs|filter|all|exclude|get_queryset)$/,
    members: ['where', 'select', 'tables', 'order_by'],
  },
  { name: 'RawSQL', argument: 0, keyword: 'sql', distinct: true },
  { name: 'read_sql', argument: 0, keyword: 'sql', paths: /^pandas\.|^\*\.|pd\./ },
  { name: 'read_sql_query', argument: 0, keyword: 'sql', paths: /^pandas\.|^\*\.|pd\./ },
];

const JAVASCRIPT: readonly QueryApi[] = [
  { name: 'query', argument: 0, on: JS_OBJECT, named: JS_NAME, members: ['sql', 'text', 'query'] },
  { name: 'execute', argument: 0, on: JS_OBJECT, named: JS_NAME, members: ['sql', 'text', 'query', 'sqlText'] },
  ...['run', 'all', 'each', 'exec', 'prepare', 'batch'].map((name) => ({
    name,
    argument: 0,
    on: JS_OBJECT,
    named: JS_DATABASE_NAME,
  })),
  // Caches and maps have a `get` as well: only text that looks like SQL, or the database itself, tells.
  { name: 'get', argument: 0, on: JS_OBJECT },
  ...[
    'raw',
    'whereRaw',
    'havingRaw',
    'orderByRaw',
    'groupByRaw',
    'joinRaw',
    'fromRaw',
    'selectRaw',
    'andWhereRaw',
    'orWhereRaw',
    'onRaw',
  ].map((name) =>
    name === 'raw'
      ? { name, argument: 0, on: /knex|sequelize|objection|prisma/i, named: /knex|^db$|trx|sequelize|^prisma$/i }
      : { name, argument: 0, distinct: true },
  ),
  { name: 'literal', argument: 0, on: /sequelize/i, named: /sequelize/i },
  { name: '$queryRawUnsafe', argument: 0, distinct: true },
  { name: '$executeRawUnsafe', argument: 0, distinct: true },
  ...['any', 'one', 'oneOrNone', 'many', 'manyOrNone', 'none', 'result', 'multi'].map((name) => ({
    name,
    argument: 0,
    on: /pg-promise/,
    named: /^(?:db|t|pgp|tx)$/,
  })),
  ...['where', 'andWhere', 'orWhere', 'having', 'orderBy', 'addSelect'].map((name) => ({
    name,
    argument: 0,
    on: /createQueryBuilder\(\)/,
  })),
  { name: 'unsafe', argument: 0, on: /\bpostgres\b/, named: /^sql$/ },
];

/** A prepared statement takes values, not text: what comes after it is safe. */
const PREPARED = /(?:prepare|prepareSync)\(\)$/;

function fitOf(api: QueryApi, site: CallSite): 'certain' | 'by-text' | undefined {
  const receiver = site.receiverPath ?? '';
  if (PREPARED.test(receiver)) return undefined;
  if (api.distinct === true) return 'certain';
  if (api.paths !== undefined) return api.paths.test(site.path ?? '') ? 'certain' : undefined;
  if (site.receiver === undefined) {
    // `const { query } = require('./db')` is a wrapper like any other: its text tells.
    return api.name === site.name && /^(?:query|execute)$/.test(site.name) ? 'by-text' : undefined;
  }
  if (api.on?.test(receiver) === true) return 'certain';
  return 'by-text';
}

function statementIn(argument: ArgumentValue, api: QueryApi): Value {
  const { value } = argument;
  if (api.members === undefined || value.slots === undefined || value.text !== undefined) return value;
  for (const member of api.members) {
    const held = value.slots.get(member);
    if (held !== undefined) return held;
  }
  return value.length === undefined ? { taints: [] } : anyMember(value);
}

function sinks(site: CallSite): readonly SinkUse[] {
  const apis = site.family === 'python' ? PYTHON : JAVASCRIPT;
  for (const api of apis) {
    if (api.name !== site.name) continue;
    const fit = fitOf(api, site);
    const argument = argumentOf(site, api.argument, api.keyword);
    if (fit === undefined || argument === undefined) continue;
    const value = statementIn(argument, api);
    const use: SinkUse = { value, range: argument.range, unproven: 'built' };
    if (fit === 'certain') return [use];
    // A name alone says "database" when the value is passed on whole; built text must look like SQL.
    const hinted = api.named?.test(site.receiverName) === true;
    return [{ ...use, looksLike: hinted ? NAMED : SQL }];
  }
  return [];
}

/** Nothing but a passed-on value, or text with a word of SQL in it. */
const NAMED = new RegExp(`^\\uFFFC*$|${WORD.source}`, 'i');

export const SQL_INJECTION: TaintRule = {
  kind: 'taint',
  id: 'sql-injection',
  cwe: [89],
  title: 'SQL statement built from client input',
  unprovenTitle: 'SQL statement built from a value that is not constant',
  severity: { proven: 'critical', unproven: 'medium' },
  explanation:
    'Text that is not fixed by the program becomes part of a SQL statement. Whoever controls it can end the literal it stands in and add conditions or statements of their own, and so read or change data that the application would not give them.',
  remediation:
    "Keep the statement constant and hand the values over apart from it, with the place holders of the database driver (?, %s, $1 or :name). Where a table or column name has to vary, look it up in a fixed list of allowed names and use the list's own text.",
  sinkWords: 'a SQL statement',
  sanitizers: {
    python: [
      'pymysql.converters.escape_string',
      'pymysql.escape_string',
      'MySQLdb.escape_string',
      'psycopg2.extensions.quote_ident',
      'psycopg2.sql.Identifier',
      'psycopg2.sql.Literal',
      'psycopg2.sql.SQL',
      'psycopg.sql.Identifier',
      'psycopg.sql.Literal',
      'psycopg.sql.SQL',
      'psycopg2.sql.SQL().format',
      'psycopg.sql.SQL().format',
      '*.escape_string',
      '*.quote_ident',
      '*.quote_identifier',
      'sqlalchemy.bindparam',
    ],
    javascript: [
      'mysql.escape',
      'mysql.escapeId',
      'mysql2.escape',
      'mysql2.escapeId',
      'sqlstring.escape',
      'sqlstring.escapeId',
      'sqlstring.format',
      'mysql.format',
      'mysql2.format',
      'pg-format',
      'pg.escapeLiteral',
      'pg.escapeIdentifier',
      '*.escapeId',
      '*.escapeLiteral',
      '*.escapeIdentifier',
      '*.quoteIdentifier',
      '*.escape',
    ],
  },
  sinks,
};
