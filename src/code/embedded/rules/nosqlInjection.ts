import type { TextRange } from '../../../findings/finding.ts';
import type { Value } from '../flow/value.ts';
import { isCollection } from './mongoCollections.ts';
import type { CallSite, GuardSite, Guarded, PropertySite, SinkUse, TaintRule } from './rule.ts';
import { argumentOf } from './rule.ts';

/** Where the filter stands among the arguments. */
const FILTERS: ReadonlyMap<string, number> = new Map([
  ['find', 0],
  ['findOne', 0],
  ['findOneAndUpdate', 0],
  ['findOneAndDelete', 0],
  ['findOneAndRemove', 0],
  ['findOneAndReplace', 0],
  ['findAndModify', 0],
  ['update', 0],
  ['updateOne', 0],
  ['updateMany', 0],
  ['replaceOne', 0],
  ['remove', 0],
  ['deleteOne', 0],
  ['deleteMany', 0],
  ['count', 0],
  ['countDocuments', 0],
  ['exists', 0],
  ['where', 0],
  ['distinct', 1],
  ['find_one', 0],
  ['find_one_and_update', 0],
  ['find_one_and_delete', 0],
  ['find_one_and_replace', 0],
  ['update_one', 0],
  ['update_many', 0],
  ['replace_one', 0],
  ['delete_one', 0],
  ['delete_many', 0],
  ['count_documents', 0],
]);
/** The first argument is what `_id` is compared with. */
const BY_ID = new Set(['findById', 'findByIdAndUpdate', 'findByIdAndDelete', 'findByIdAndRemove']);

/** Lists of conditions. */
const LISTS = new Set(['$or', '$and', '$nor']);
/** Conditions inside conditions. */
const NESTED = new Set(['$not', '$elemMatch']);
/** Options of other mappers, which have methods of the same name. */
const OTHER_MAPPERS = ['where', 'include', 'relations', 'attributes', 'select'];

const CODE_KEYS = new Set(['$where', '$function', '$accumulator']);
const EXPRESSION_KEYS = new Set([
  'FilterExpression',
  'KeyConditionExpression',
  'ConditionExpression',
  'UpdateExpression',
  'ProjectionExpression',
]);
/** DynamoDB's older conditions are objects. */
const CONDITION_KEYS = new Set(['ScanFilter', 'QueryFilter', 'KeyConditions']);
const FUNCTION_PARTS = ['body', 'init', 'accumulate', 'merge', 'finalize'];

const CODE_WORDS = {
  cwe: [943, 94],
  title: 'JavaScript for the database built from client input',
  unprovenTitle: 'JavaScript for the database built from a value that is not constant',
  explanation:
    'Text that is not fixed by the program becomes part of JavaScript that MongoDB runs for every document. Whoever controls it can make the condition true for all documents, read fields one by one, or keep the server busy.',
  remediation:
    'Use query operators ($eq, $gt, $expr) and hand the value over as a value: String(value) or str(value). Switch server-side JavaScript off in the configuration of the database.',
} as const;

const EXPRESSION_WORDS = {
  title: 'DynamoDB expression built from client input',
  unprovenTitle: 'DynamoDB expression built from a value that is not constant',
  explanation:
    'Text that is not fixed by the program becomes part of an expression that selects or changes items. Whoever controls it can add conditions of their own.',
  remediation:
    'Keep the expression constant, with place holders (:value, #name), and hand the values over in ExpressionAttributeValues and ExpressionAttributeNames.',
} as const;

/** Something that must not be an object of the client's. */
function operand(value: Value, range: TextRange): SinkUse {
  return { value, range, unproven: 'never', onlyStructures: true };
}

function filterUses(filter: Value, range: TextRange, depth = 6): readonly SinkUse[] {
  if (filter.text !== undefined || depth === 0) return [];
  const { slots, rest } = filter;
  if (slots === undefined && rest === undefined) return [operand(filter, range)];
  const uses: SinkUse[] = filter.taints.length > 0 ? [operand({ taints: filter.taints }, range)] : [];
  if (rest !== undefined) uses.push(operand(rest, range));
  for (const [key, value] of slots ?? []) {
    if (LISTS.has(key)) {
      const conditions = [...(value.slots?.values() ?? []), ...(value.rest === undefined ? [] : [value.rest])];
      for (const one of conditions) uses.push(...filterUses(one, range, depth - 1));
      if (value.taints.length > 0) uses.push(operand({ taints: value.taints }, range));
    } else if (NESTED.has(key) || !key.startsWith('$')) {
      // Other operators compare with a value, whatever it is.
      uses.push(...filterUses(value, range, depth - 1));
    }
  }
  return uses;
}

/** Conditions that the client sends; of those that the program writes it only chooses values. */
function wholeUses(value: Value, range: TextRange): readonly SinkUse[] {
  return value.slots === undefined ? [operand(value, range)] : [];
}

/** The stages of an aggregation that select documents. */
function pipelineUses(pipeline: Value, range: TextRange): readonly SinkUse[] {
  if (pipeline.slots === undefined && pipeline.rest === undefined) return [operand(pipeline, range)];
  const stages = [...(pipeline.slots?.values() ?? []), ...(pipeline.rest === undefined ? [] : [pipeline.rest])];
  return stages.flatMap((stage) => {
    if (stage.slots === undefined) return [operand(stage, range)];
    const match = stage.slots.get('$match');
    return match === undefined ? [] : filterUses(match, range);
  });
}

/** Texts of the client's are harmless everywhere when a middleware or the mapper itself takes operators out. */
function isSanitized({ file }: CallSite): boolean {
  return (
    file.imports.has('express-mongo-sanitize') ||
    file.imports.has('koa-mongo-sanitize') ||
    file.imports.has('@exortek/express-mongo-sanitize') ||
    file.switches.has('mongoose.set(sanitizeFilter)')
  );
}

function sinks(site: CallSite): readonly SinkUse[] {
  const { name } = site;
  const position = FILTERS.get(name);
  if (position !== undefined) {
    const filter = argumentOf(site, position, 'filter');
    if (filter === undefined || !isCollection(site, filter.value) || isSanitized(site)) return [];
    if (OTHER_MAPPERS.some((option) => filter.value.slots?.has(option) === true)) return [];
    return filterUses(filter.value, filter.range);
  }
  if (BY_ID.has(name)) {
    const [id] = site.args;
    if (id === undefined || !isCollection(site, id.value) || isSanitized(site)) return [];
    return filterUses(id.value, id.range);
  }
  switch (name) {
    case 'aggregate': {
      const pipeline = argumentOf(site, 0, 'pipeline');
      if (pipeline === undefined || !isCollection(site, pipeline.value) || isSanitized(site)) return [];
      return pipelineUses(pipeline.value, pipeline.range);
    }
    case '$where':
    case 'mapReduce':
    case 'map_reduce':
    case 'inline_map_reduce':
      return site.args.slice(0, 2).map((argument) => codeUse(argument.value, argument.range));
    case 'group': {
      const reduce = site.args[3];
      return reduce === undefined || !isCollection(site, reduce.value) ? [] : [codeUse(reduce.value, reduce.range)];
    }
    default:
      return site.family === 'python' ? keywordUses(site) : [];
  }
}

function codeUse(value: Value, range: TextRange): SinkUse {
  return { value, range, unproven: 'built', words: CODE_WORDS };
}

/** `table.scan(FilterExpression=text)`, `User.objects(__raw__=filter)` */
function keywordUses(site: CallSite): readonly SinkUse[] {
  return site.args.flatMap(({ name, value, range }) => {
    if (name === undefined) return [];
    if (name === '__raw__') return filterUses(value, range);
    if (CONDITION_KEYS.has(name)) return wholeUses(value, range);
    return EXPRESSION_KEYS.has(name) ? [expressionUse(value, range)] : [];
  });
}

function expressionUse(value: Value, range: TextRange): SinkUse {
  return { value, range, unproven: 'built', words: EXPRESSION_WORDS };
}

function propertySinks(site: PropertySite): readonly SinkUse[] {
  const { key, value, valueRange } = site;
  if (CODE_KEYS.has(key)) {
    if (key === '$where') return [codeUse(value, valueRange)];
    return FUNCTION_PARTS.flatMap((part) => {
      const text = value.slots?.get(part);
      return text === undefined ? [] : [codeUse(text, valueRange)];
    });
  }
  if (!site.siblings.has('TableName')) return [];
  if (CONDITION_KEYS.has(key)) return wholeUses(value, valueRange);
  const isExpression = EXPRESSION_KEYS.has(key);
  return isExpression ? [expressionUse(value, valueRange)] : [];
}

/** Predicates of validator.js throw on anything but text; an id that is one is no operator. */
function guard(site: GuardSite): Guarded | undefined {
  if (!site.outcome) return undefined;
  const { path = '', name } = site;
  const isValidator = path.startsWith('validator.');
  const isId = /^isValid(?:ObjectId)?$/.test(name) && /ObjectI[dD]|mongoose/.test(path);
  return isValidator || isId ? { subject: 0, reach: 'value' } : undefined;
}

const SCHEMA_LIBRARY =
  /^(?:zod|joi|@hapi\/joi|yup|ajv|superstruct|valibot|io-ts|typebox|@sinclair\/typebox|class-validator)\b/;
const SCHEMA_NAME = /schema|joi|yup|zod|dto|ajv|validator/i;
const CHECKING = /^(?:validate\w*|parse|parseAsync|safeParse|safeParseAsync|attempt|assert|cast|check)$/i;

/** `schema.validate(req.body)`: from here on the fields are what the schema says, or the handler has answered. */
function settles(site: CallSite): number | undefined {
  if (!CHECKING.test(site.name)) return undefined;
  const bySchema =
    /^validate/i.test(site.name) || SCHEMA_NAME.test(site.receiverName) || SCHEMA_LIBRARY.test(site.path ?? '');
  return bySchema ? site.args.findIndex((argument) => !SCHEMA_NAME.test(argument.value.path ?? '')) : undefined;
}

export const NOSQL_INJECTION: TaintRule = {
  kind: 'taint',
  id: 'nosql-injection',
  cwe: [943],
  title: 'Database filter built from client input',
  unprovenTitle: 'Database filter built from a value that is not constant',
  severity: { proven: 'high', unproven: 'low' },
  explanation:
    'A value that the client sends becomes part of a MongoDB filter as it is. Parsed JSON and query strings can hold objects, not only text: with {"$ne": null} in place of a password or a name the condition is true for other documents than the one that was meant.',
  remediation:
    'Make sure that the value is text before it gets into the filter: String(value) or a schema (zod, joi) in JavaScript, str(value) or a pydantic model in Python; { $eq: value } compares with the value whatever it is. Never use a whole object of the client as the filter.',
  sinkWords: 'a filter of the database',
  direct: true,
  sanitizers: {
    python: [
      'bson.ObjectId',
      'bson.objectid.ObjectId',
      'mongosanitizer.sanitizer.sanitize',
      '*.ObjectId',
      '*.isoformat',
    ],
    javascript: [
      'mongo-sanitize',
      'mongodb-sanitize.sanitize',
      'express-mongo-sanitize.sanitize',
      'mongoose.sanitizeFilter',
      '*.ObjectId',
      '*.ObjectID',
      '*.createFromHexString',
    ],
  },
  sinks,
  propertySinks,
  guard,
  settles,
};
