// node test/support/fakeAws/serve.ts [--buckets N] [--latency MS]: an account to try things with, until it is stopped.
// Prints what to put into the environment, one variable a line.
import { parseArgs } from 'node:util';
import { startFakeAws } from './fakeAws.ts';
import { largeAccount, sampleAccount } from './sampleAccount.ts';

const { values } = parseArgs({ options: { buckets: { type: 'string' }, latency: { type: 'string', default: '0' } } });
const fake = await startFakeAws({
  accounts: [values.buckets === undefined ? sampleAccount() : largeAccount(Number(values.buckets))],
  latencyMs: Number(values.latency),
});
console.log(`AWS_ENDPOINT_URL=${fake.url}
AWS_ACCESS_KEY_ID=${fake.user.accessKeyId}
AWS_SECRET_ACCESS_KEY=${fake.user.secretAccessKey}
AWS_REGION=us-east-1`);
