import assert from 'node:assert/strict';
import { Environment, joinEnvironments, saysNothingNew } from '../../../../../src/code/embedded/flow/environment.ts';
import { constant, onlyConstant } from '../../../../../src/code/embedded/flow/value.ts';

function environment(values: Readonly<Record<string, string>>): Environment {
  const made = new Environment();
  for (const [name, value] of Object.entries(values)) made.set(name, constant(value));
  return made;
}

describe('Environment', () => {
  it('sees through a fork, which hides its changes from what it came from', () => {
    const base = environment({ a: '1', b: '2' });
    const fork = base.fork();
    fork.set('a', constant('3'));
    assert.equal(onlyConstant(fork.get('a')), '3');
    assert.equal(onlyConstant(fork.get('b')), '2');
    assert.equal(onlyConstant(base.get('a')), '1');
  });

  it('joins two forks into what is true after either', () => {
    const base = environment({ a: '1', b: '2', c: '3' });
    const left = base.fork();
    left.set('a', constant('x'));
    const right = base.fork().fork();
    right.set('b', constant('y'));
    const joined = joinEnvironments(left, right);
    assert.deepEqual([...(joined?.get('a')?.constants ?? [])].sort(), ['1', 'x']);
    assert.deepEqual([...(joined?.get('b')?.constants ?? [])].sort(), ['2', 'y']);
    assert.equal(onlyConstant(joined?.get('c')), '3');
    assert.deepEqual([...(joined?.changesSince(base).keys() ?? [])].sort(), ['a', 'b']);
  });

  it('joins environments that have nothing in common', () => {
    const joined = joinEnvironments(environment({ a: '1' }), environment({ a: '2', b: '3' }));
    assert.deepEqual([...(joined?.get('a')?.constants ?? [])].sort(), ['1', '2']);
    assert.equal(onlyConstant(joined?.get('b')), '3');
  });

  it('takes a place that control does not get to for nothing', () => {
    const reached = environment({ a: '1' });
    assert.equal(joinEnvironments(undefined, reached), reached);
    assert.equal(joinEnvironments(reached, undefined), reached);
    assert.equal(joinEnvironments(undefined, undefined), undefined);
  });

  it('takes the changes of a fork over', () => {
    const base = environment({ a: '1' });
    const fork = base.fork();
    fork.set('a', constant('2'));
    assert.equal(base.settle(fork), base);
    assert.equal(onlyConstant(base.get('a')), '2');
    const stranger = environment({ a: '9' });
    assert.equal(base.settle(stranger), stranger);
  });

  it('keeps a snapshot as it was', () => {
    const base = environment({ a: '1' });
    const snapshot = base.fork().snapshot();
    base.set('a', constant('2'));
    assert.equal(onlyConstant(snapshot.get('a')), '1');
  });

  it('tells whether a loop has anything new to say', () => {
    const base = environment({ a: '1' });
    const same = base.fork();
    same.set('a', constant('1'));
    assert.equal(saysNothingNew(base, same), true);
    same.set('a', constant('2'));
    assert.equal(saysNothingNew(base, same), false);
  });
});
