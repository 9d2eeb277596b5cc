import assert from 'node:assert/strict';
import { type HttpError, judgeHttpError } from '../../../src/gemini/httpError.ts';

const NOW = Date.UTC(2026, 10, 20, 12);

function tooMany(message: string, ...details: object[]): HttpError {
  return { kind: 'http-error', status: 429, message, details };
}

function retryInfo(retryDelay: unknown): object {
  return { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay };
}

describe('judgeHttpError', () => {
  describe('reads how long to wait', () => {
    const cases: [HttpError, number][] = [
      [tooMany('x', retryInfo('38s')), 38_000],
      [tooMany('x', retryInfo('0.25s')), 250],
      [tooMany('x', retryInfo('1m2.5s')), 62_500],
      [tooMany('x', retryInfo('2h')), 7_200_000],
      [tooMany('Please retry in 12.5s.'), 12_500],
      [tooMany('Please retry in 850ms.'), 850],
      [tooMany('Please retry in 1m5s.'), 65_000],
    ];
    for (const [error, ms] of cases) {
      it(JSON.stringify(error.details[0] ?? error.message), () => {
        assert.deepEqual(judgeHttpError(error, NOW).next, { kind: 'wait', ms });
        assert.equal(judgeHttpError(error, NOW).reason.retryAt, NOW + ms);
      });
    }

    it('and stops when there is nothing to read', () => {
      for (const odd of ['', 's', 'soon', '-5s', 38, null]) {
        const { reason, next } = judgeHttpError(tooMany('Slow down', retryInfo(odd)), NOW);
        assert.deepEqual([reason.kind, reason.retryAt, next.kind], ['rate-limited', undefined, 'stop']);
      }
    });
  });

  it('takes a limit per minute without a stated pause to be over in a minute', () => {
    const quota = { violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel' }] };
    assert.equal(judgeHttpError(tooMany('x', quota), NOW).reason.retryAt, NOW + 60_000);
  });

  it('knows a model that is not in the tier from a limit that only begins with 0', () => {
    assert.equal(judgeHttpError(tooMany('limit: 0, model: x'), NOW).reason.kind, 'quota');
    assert.equal(judgeHttpError(tooMany('limit: 0.5'), NOW).reason.kind, 'rate-limited');
    assert.equal(judgeHttpError(tooMany('limit: 05'), NOW).reason.kind, 'rate-limited');
    assert.equal(
      judgeHttpError(tooMany('x', { violations: [{ quotaId: 'q', quotaValue: '0' }] }), NOW).reason.kind,
      'quota',
    );
  });

  it('does not choke on details of any shape', () => {
    for (const detail of [null, 1, 'text', [], { violations: 7 }, { violations: [null] }, { retryDelay: {} }]) {
      assert.equal(
        judgeHttpError({ kind: 'http-error', status: 429, message: '', details: [detail] }, NOW).reason.kind,
        'rate-limited',
      );
    }
  });

  it('tells a refusal of Google from one by something on the way', () => {
    const judge = (status: number, message: string) =>
      judgeHttpError({ kind: 'http-error', status, message, details: [] }, NOW).reason.kind;
    for (const status of [401, 403, 404]) assert.equal(judge(status, ''), 'network');
    assert.equal(judge(403, 'Permission denied'), 'key-refused');
    assert.equal(judge(404, 'models/x is not found'), 'model-gone');
    assert.equal(judge(413, ''), 'too-large');
  });

  it('says what to do about a key that has no access', () => {
    const detail = (message: string, details: object[]) =>
      judgeHttpError({ kind: 'http-error', status: 403, message, details }, NOW).reason.detail ?? '';
    assert.match(detail('x', [{ reason: 'SERVICE_DISABLED' }]), /not enabled/);
    assert.match(detail('Requests from unrestricted API keys are blocked.', []), /restricted/);
    assert.match(detail('Your API key was reported as leaked.', []), /leaked/);
  });
});
