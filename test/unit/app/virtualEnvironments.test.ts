import assert from 'node:assert/strict';
import { virtualEnvironments } from '../../../src/app/virtualEnvironments.ts';

describe('virtual environments of Python', () => {
  it('are known by the file in their root, whatever they are called', () => {
    const paths = ['app.py', 'env/pyvenv.cfg', 'env/lib/x.py', 'tools/.py312/pyvenv.cfg', 'docs/my-pyvenv.cfg'];
    assert.deepEqual(virtualEnvironments(paths), ['env/', 'tools/.py312/']);
  });

  it('are never the whole project, though one was made in its root', () => {
    assert.deepEqual(virtualEnvironments(['pyvenv.cfg', 'app.py']), []);
  });
});
