// The other services that the functions may call, each only where the stack names the one thing that it may call.
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import type { Notification } from '../report/notification.ts';

/** @returns rejects when the message is not taken */
export function notifier(client: SNSClient, topicArn: string): (notification: Notification) => Promise<void> {
  return async ({ subject, body }) => {
    await client.send(new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: body }));
  };
}

/** Starts the function and does not wait for it. @returns rejects when the platform does not take the event */
export function scanStarter(client: LambdaClient, functionArn: string): (input: unknown) => Promise<void> {
  return async (input) => {
    const Payload = Buffer.from(JSON.stringify(input));
    await client.send(new InvokeCommand({ FunctionName: functionArn, InvocationType: 'Event', Payload }));
  };
}

/** The value of a SecureString, asked for once: a function that is used again keeps it, but not a failure. */
export function secretParameter(client: SSMClient, name: string): () => Promise<string | undefined> {
  let asked: Promise<string | undefined> | undefined;
  return () => {
    asked ??= client.send(new GetParameterCommand({ Name: name, WithDecryption: true })).then(
      ({ Parameter }) => Parameter?.Value,
      (error: unknown) => {
        asked = undefined;
        throw error;
      },
    );
    return asked;
  };
}
