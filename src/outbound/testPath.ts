const TEST_PATH =
  /(?:^|\/)(?:tests?|__tests__|specs?|__mocks__|mocks?|fixtures?|testdata|test-data|examples?|samples?|demos?|e2e|cypress)\/|(?:^|\/)(?:test_[^/]*|conftest|[^/]*(?:[._-](?:test|spec|mock|fixture|example|sample)s?|Tests?|Spec|IT))\.[^/]+$/;

/**
 * True for a path where tests, fixtures and examples live: findings there are one step milder.
 *
 * @param path with forward slashes
 */
export function isTestPath(path: string): boolean {
  return TEST_PATH.test(path);
}
