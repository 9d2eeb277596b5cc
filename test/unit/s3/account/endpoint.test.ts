import assert from 'node:assert/strict';
import { endpointFor, takesHostPrefix, type AwsService } from '../../../../src/s3/account/endpoint.ts';
import { readSharedConfig } from '../../../../src/s3/account/profiles.ts';
import { temporaryFolder, type TemporaryFolder } from '../../../support/temporaryFolder.ts';
import { awsFiles } from './awsFiles.ts';

const CONFIG = `[profile p]
endpoint_url = http://profile
services = local
[profile ignoring]
endpoint_url = http://profile
ignore_configured_endpoint_urls = true
[profile plain]
[services local]
s3 =
  endpoint_url = http://services-s3
s3_control =
  endpoint_url = http://services-control
`;

describe('the endpoint of a service', () => {
  let folder: TemporaryFolder;
  before(async () => {
    folder = await temporaryFolder('endpoint');
  });
  after(() => folder.dispose());

  async function endpoint(service: AwsService, profile: string, variables: Record<string, string> = {}) {
    const environment = await awsFiles(folder.path, { config: CONFIG }, variables);
    const config = await readSharedConfig(environment);
    const found = endpointFor(service, environment, config.profiles.get(profile), config);
    return found.kind === 'custom' ? found.url.host : found.kind === 'broken' ? found.problem : found.kind;
  }

  const all = { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_S3: 'http://own' };

  it('is that of the environment for this service first', async () => {
    assert.equal(await endpoint('s3', 'p', all), 'own');
    assert.equal(await endpoint('s3_control', 'p', { AWS_ENDPOINT_URL_S3_CONTROL: 'http://control' }), 'control');
  });
  it('then that of the environment for all', async () => {
    assert.equal(await endpoint('s3_control', 'p', all), 'all');
  });
  it('then that of the services section', async () => {
    assert.equal(await endpoint('s3', 'p'), 'services-s3');
    assert.equal(await endpoint('s3_control', 'p'), 'services-control');
  });
  it('then that of the profile', async () => {
    assert.equal(await endpoint('sts', 'p'), 'profile');
  });
  it('else AWS', async () => {
    assert.equal(await endpoint('s3', 'plain'), 'aws');
    assert.equal(await endpoint('s3', 'nobody'), 'aws');
  });
  it('is AWS when all of them are to be ignored', async () => {
    assert.equal(await endpoint('s3', 'p', { ...all, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }), 'aws');
    assert.equal(await endpoint('s3', 'ignoring', all), 'aws');
    assert.equal(await endpoint('s3', 'ignoring', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' }), 'profile');
  });
  it('is refused without quoting it when it is no URL, or has a password', async () => {
    for (const value of ['localhost:4566', 'ftp://x', 'nonsense', 'http://me:hunter2@host']) {
      const problem = await endpoint('s3', 'p', { AWS_ENDPOINT_URL_S3: value });
      assert.match(problem, /^AWS_ENDPOINT_URL_S3 /);
      assert.ok(!problem.includes(value) && !problem.includes('hunter2'));
    }
  });
  it('takes the id of the account before its host only when it is AWS’s own', () => {
    const takes = (url: string) => takesHostPrefix(new URL(url));
    assert.ok(takes('https://s3-control.eu-west-1.amazonaws.com'));
    assert.ok(takes('https://s3-control.cn-north-1.amazonaws.com.cn'));
    for (const url of [
      'http://127.0.0.1:1',
      'http://[::1]:1',
      'http://localhost:1',
      'http://amazonaws.com.evil.example',
    ])
      assert.ok(!takes(url), url);
  });
});
