// What a run costs, from list prices. The estimate for a month is made of the same table. What CloudTrail and GuardDuty
// add is theirs, not the run's: it is in the estimate.
import { PRICES } from '../cost/prices.ts';
import type { RunCost } from './reportShape.ts';

export interface RunUse {
  /** Of the function, until the report was made. */
  readonly elapsedMs: number;
  readonly memoryMb: number;
  /** To S3 and the other services that are read; those are cheaper than S3 or cost nothing. */
  readonly calls: number;
  /** Of the report. */
  readonly logBytes: number;
  readonly geminiUsd: number;
  readonly geminiRequests: number;
}

export function runCost({ elapsedMs, memoryMb, calls, logBytes, geminiUsd, geminiRequests }: RunUse): RunCost {
  const gbSeconds = (elapsedMs / 1_000) * (memoryMb / 1_024);
  const gigabytes = logBytes / 1e9;
  const items = [
    { item: 'lambda-time', quantity: gbSeconds, unit: 'GB-s', usd: gbSeconds * PRICES.lambdaGbSecond },
    { item: 'lambda-request', quantity: 1, unit: 'request', usd: PRICES.lambdaRequest },
    { item: 's3-requests', quantity: calls, unit: 'request', usd: calls * PRICES.s3Request },
    { item: 'logs', quantity: gigabytes, unit: 'GB', usd: gigabytes * PRICES.logsGb },
    ...(geminiRequests === 0 ? [] : [{ item: 'gemini', quantity: geminiRequests, unit: 'request', usd: geminiUsd }]),
  ];
  return { usd: items.reduce((sum, { usd }) => sum + usd, 0), prices: PRICES.readIn, items };
}
