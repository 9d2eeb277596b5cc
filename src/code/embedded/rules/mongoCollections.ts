import type { Expression } from '../ir.ts';
import type { Value } from '../flow/value.ts';
import type { CallSite } from './rule.ts';

/** Collections and models by how they were made. */
const BY_PATH =
  /(?:^|[./])(?:mongodb|mongoose|mongojs|mongoist|monk|typegoose|pymongo|motor|flask_pymongo|MongoClient|AsyncIOMotorClient|PyMongo)\b|(?:^|\.)(?:collection|get_collection)\(\)$|\.model\(\)(?:\.|$)/;
/** Files that models are kept in. */
const MODEL_FILE =
  /^\.{1,2}\/(?:.*\/)?(?:models?|schemas?|entities|collections?)(?:\/|$)|\.(?:model|schema)(?:\.[jt]s)?(?:\.|$)/i;
const PACKAGES = [
  'mongoose',
  'mongodb',
  'mongojs',
  'mongoist',
  'monk',
  '@nestjs/mongoose',
  '@typegoose/typegoose',
  'pymongo',
  'motor',
  'flask_pymongo',
];
const COLLECTION_NAME = /(?:model|collection|coll)s?$/i;
/** Nothing else has methods of these names, or as good as nothing. */
const DISTINCT =
  /^(?:findOneAnd\w+|findById\w*|(?:update|delete)(?:One|Many)|replaceOne|countDocuments|find_one\w*|(?:update|delete)_(?:one|many)|replace_one|count_documents)$/;

/**
 * Whether the receiver of the call is a collection of MongoDB or a model of Mongoose: lists and texts
 * have methods of the same names.
 *
 * @param filter the argument that would be its filter
 */
export function isCollection(site: CallSite, filter: Value): boolean {
  const { receiverPath = '', receiverName, name, file, node } = site;
  if (site.receiver === undefined || filter.closure !== undefined || filter.text !== undefined) return false;
  const { cls, instanceOf } = site.receiver;
  if (cls?.methods.has(name) === true || instanceOf?.methods.has(name) === true) return false;
  if (BY_PATH.test(receiverPath)) return true;
  if (DISTINCT.test(name) && (site.family === 'python' || isNamedLikeOne(receiverName) || isOfDatabase(node.callee)))
    return true;
  if (MODEL_FILE.test(receiverPath)) return true;
  if (!PACKAGES.some((one) => file.imports.has(one))) return false;
  if (isOfDatabase(node.callee)) return true;
  if (site.family === 'python')
    return COLLECTION_NAME.test(receiverName) || (name === 'find' && filter.slots !== undefined);
  return isNamedLikeOne(receiverName);
}

const LAYER = /(?:Service|Repository|Repo|Controller|Manager|Helper|Utils?|Dao|DAO|Api|API|Client|Store|Provider)s?$/;

/** `User`, `userModel`, `this.orders_collection`; not the layers that programs put around them */
function isNamedLikeOne(name: string): boolean {
  if (LAYER.test(name)) return false;
  return /^[A-Z]\w*[a-z]/.test(name) || COLLECTION_NAME.test(name);
}

/** `db.users.find`, `self.db['users'].find`, `mongo.db.users.find` */
function isOfDatabase(callee: Expression): boolean {
  const collection = callee.kind === 'member' ? callee.object : undefined;
  if (collection?.kind !== 'member' && collection?.kind !== 'index') return false;
  const database = collection.object;
  const name = database.kind === 'name' ? database.name : database.kind === 'member' ? database.property : '';
  return /^_?(?:db|database|mongo|mongodb)$/i.test(name);
}
