// An extension beside Palisade, which writes down what Palisade gives to others.
/* global process */
const { writeFile } = require('node:fs/promises');
const vscode = require('vscode');

exports.activate = async () => {
  const palisade = vscode.extensions.getExtension('palisade.palisade');
  const api = await palisade.activate();
  const seen = { active: palisade.isActive, api: api === undefined ? 'nothing' : Object.keys(api) };
  await writeFile(process.env.PALISADE_PROBE_FILE, JSON.stringify(seen));
};
