import type { ApiTable } from './apiTables.ts';
import { javaScriptCalls, pythonCalls } from './apiTables.ts';

const TABLE: ApiTable = {
  ruleId: 'unsafe-deserialization',
  severity: 'critical',
  tainted: 'request.get_data()',
  constant: 'b"N."',
};
const OF_A_FILE = { constantFindings: ['unsafe-deserialization low'] };
const YAML: ApiTable = { ...TABLE, ruleId: 'unsafe-yaml', severity: 'high', constant: '"a: 1"' };

describe('APIs that make objects', () => {
  pythonCalls(TABLE, [
    ['import pickle', 'pickle.loads(TAINTED)'],
    ['import _pickle', '_pickle.loads(TAINTED)'],
    ['import cPickle', 'cPickle.loads(TAINTED)'],
    ['import pickle, io', 'pickle.load(io.BytesIO(TAINTED))'],
    ['import pickle, io', 'pickle.Unpickler(io.BytesIO(TAINTED)).load()'],
    ['import dill', 'dill.loads(TAINTED)'],
    ['import cloudpickle', 'cloudpickle.loads(TAINTED)'],
    ['import jsonpickle', 'jsonpickle.decode(TAINTED)'],
  ]);
  pythonCalls({ ...TABLE, severity: 'high' }, [['import marshal', 'marshal.loads(TAINTED)']]);
  pythonCalls({ ...TABLE, ...OF_A_FILE, tainted: 'request.files["a"]', constant: '"a.bin"' }, [
    ['import joblib', 'joblib.load(TAINTED)'],
    ['import pandas as pd', 'pd.read_pickle(TAINTED)'],
    ['import numpy as np', 'np.load(TAINTED, allow_pickle=True)'],
  ]);
  pythonCalls({ ...TABLE, ...OF_A_FILE, severity: 'high', tainted: 'request.files["a"]', constant: '"a.bin"' }, [
    ['import torch', 'torch.load(TAINTED, weights_only=False)'],
  ]);
  pythonCalls({ ...TABLE, severity: 'high', tainted: 'request.files["a"]', constant: '"a.bin"' }, [
    ['import torch', 'torch.load(TAINTED)'],
  ]);

  pythonCalls(YAML, [
    ['import yaml', 'yaml.load(TAINTED)'],
    ['import yaml', 'yaml.load(TAINTED, yaml.Loader)'],
    ['import yaml', 'yaml.load(stream=TAINTED, Loader=yaml.UnsafeLoader)'],
    ['import yaml', 'list(yaml.load_all(TAINTED, Loader=yaml.CLoader))'],
    ['import yaml', 'yaml.unsafe_load(TAINTED)'],
    ['from ruamel import yaml', 'yaml.load(TAINTED, Loader=yaml.Loader)'],
    ['from ruamel.yaml import YAML', 'YAML(typ=["unsafe", "pytypes"]).load(TAINTED)'],
  ]);
  pythonCalls({ ...YAML, severity: 'medium' }, [
    ['import yaml', 'yaml.full_load(TAINTED)'],
    ['import yaml', 'yaml.load(TAINTED, Loader=yaml.FullLoader)'],
  ]);

  const inJavaScript = { ...TABLE, tainted: 'req.body', constant: '"{}"' };
  javaScriptCalls(inJavaScript, [
    ['const serialize = require("node-serialize");', 'serialize.unserialize(TAINTED)'],
    ['import { deserialize } from "serialize-to-js";', 'deserialize(TAINTED)'],
    ['const funcster = require("funcster");', 'funcster.deepDeserialize(TAINTED)'],
    ['const Cryo = require("cryo");', 'Cryo.parse(TAINTED)'],
    ['import { deserialize } from "seroval";', 'deserialize(TAINTED)'],
    ['const { BSON } = require("bson");', 'BSON.deserialize(TAINTED, { evalFunctions: true })'],
  ]);
  javaScriptCalls({ ...inJavaScript, severity: 'medium' }, [['import v8 from "node:v8";', 'v8.deserialize(TAINTED)']]);
  javaScriptCalls({ ...inJavaScript, ruleId: 'unsafe-yaml', severity: 'high' }, [
    ['const yaml = require("js-yaml");', 'yaml.load(TAINTED, { schema: yaml.DEFAULT_FULL_SCHEMA })'],
    ['const yaml = require("js-yaml");', 'yaml.safeLoad(TAINTED, { schema: yaml.DEFAULT_FULL_SCHEMA })'],
    [
      'const yaml = require("js-yaml"); const schema = new yaml.Schema({ include: [yaml.DEFAULT_FULL_SCHEMA] });',
      'yaml.loadAll(TAINTED, () => {}, { schema })',
    ],
    [
      'import { load, DEFAULT_SCHEMA } from "js-yaml"; import * as types from "js-yaml-js-types";',
      'load(TAINTED, { schema: DEFAULT_SCHEMA.extend([types.function]) })',
    ],
  ]);
});
