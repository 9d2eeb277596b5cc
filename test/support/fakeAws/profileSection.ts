import type { FakePrincipal } from './account.ts';

/** The section of a profile, as the file `config` of the AWS CLI has it, line by line. */
export function profileSection(
  profile: string,
  { accessKeyId, secretAccessKey, sessionToken }: FakePrincipal,
  region: string,
): string[] {
  return [
    `[profile ${profile}]`,
    `region = ${region}`,
    `aws_access_key_id = ${accessKeyId}`,
    `aws_secret_access_key = ${secretAccessKey}`,
    ...(sessionToken === undefined ? [] : [`aws_session_token = ${sessionToken}`]),
  ];
}
