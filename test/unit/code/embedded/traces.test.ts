import assert from 'node:assert/strict';
import { analyse } from './engineForTests.ts';

describe('traces', () => {
  it('name every stop from the client to the sink, in order', async () => {
    const text = `import os
from flask import request

def line(word):
    return 'say ' + word

def view():
    said = request.args.get('said')
    os.system(line(said))
`;
    const { findings } = await analyse('python', text);
    assert.deepEqual(
      findings[0]?.trace.map((step) => [text.slice(step.range.start, step.range.end), step.message]),
      [
        ["request.args.get('said')", "request.args.get('said') is controlled by the client"],
        ['said', 'flows into said'],
        ['said', 'is passed to line as word'],
        ["'say ' + word", 'is built into a text'],
        ['line(said)', 'line(said) reaches a command line'],
      ],
    );
  });

  it('go through a parameter into the function that holds the sink', async () => {
    const text = `const { exec } = require('child_process');
function run(words) {
  exec(words);
}
function view(req, res) {
  run('say ' + req.body.said);
}
`;
    const { findings } = await analyse('javascript', text);
    assert.deepEqual(
      findings.map((finding) => [finding.subject.symbol.name, finding.severity, finding.confidence]),
      [['run', 'critical', 'high']],
    );
    assert.deepEqual(
      findings[0]?.trace.map((step) => step.message),
      ['req.body.said is controlled by the client', 'is passed to run as words', 'words reaches a command line'],
    );
  });

  it('are empty for facts', async () => {
    const { findings } = await analyse('python', "import requests\nrequests.get('https://a.example', verify=False)\n");
    assert.deepEqual(
      findings.map((finding) => [finding.basis, finding.trace]),
      [['fact', []]],
    );
  });
});

describe('confidence', () => {
  const of = async (text: string): Promise<string[]> =>
    (await analyse('python', `import os\nfrom flask import request\n${text}`)).findings.map(
      (finding) => `${finding.severity} ${finding.confidence}`,
    );

  it('is high where every step is seen', async () => {
    assert.deepEqual(await of('def f():\n    os.system(request.args["a"])\n'), ['critical high']);
  });

  it('is medium where a step goes through something that is not in the file', async () => {
    assert.deepEqual(await of('def f():\n    os.system(tools.tidy(request.args["a"]))\n'), ['critical medium']);
    assert.deepEqual(await of('def f(a):\n    os.system("run " + a)\n'), ['medium medium']);
  });

  it('is low where nothing says where the value comes from', async () => {
    assert.deepEqual(await of('def f():\n    os.system(tools.load())\n'), ['medium low']);
  });
});

describe('functions whose calls are all seen', () => {
  it('raise no doubt about parameters that never get anything but constants', async () => {
    const using = (rest: string): string =>
      `const { exec } = require('child_process');\nfunction run(command) {\n  exec('git ' + command);\n}\nrun('fetch');\n${rest}`;
    assert.deepEqual((await analyse('javascript', using(''))).findings, []);
    assert.equal((await analyse('javascript', using('module.exports = { run };\n'))).findings.length, 1);
    assert.equal((await analyse('javascript', using('export { run };\n'))).findings.length, 1);
    assert.equal((await analyse('javascript', using('setTimeout(run, 5);\n'))).findings.length, 1);
  });

  it('are those with an underscore in Python, for all others can be imported', async () => {
    const using = (name: string): string =>
      `import os\n\ndef ${name}(command):\n    os.system('git ' + command)\n\n${name}('fetch')\n`;
    assert.deepEqual((await analyse('python', using('_run'))).findings, []);
    assert.equal((await analyse('python', using('run'))).findings.length, 1);
  });
});
