import type { SampleFamily } from './sample.ts';
import { safe, vulnerable } from './sample.ts';

export const AWS_WILDCARD_IAM_SAMPLES: SampleFamily = {
  ruleId: 'aws-wildcard-iam',
  samples: [
    vulnerable(
      'python',
      'high',
      'everything on everything',
      `
      import json
      import boto3

      policy = {
          'Version': '2012-10-17',
          'Statement': [{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}],  # FINDING
      }
      boto3.client('iam').create_policy(PolicyName='worker', PolicyDocument=json.dumps(policy))
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'everything of a service, as JSON',
      `
      import boto3

      def grant(role):
          boto3.client('iam').put_role_policy(
              RoleName=role,
              PolicyName='reports',
              PolicyDocument='{"Statement": [{"Effect": "Allow", "Action": ["s3:*"], "Resource": ["*"]}]}',  # FINDING
          )
    `,
    ),
    vulnerable(
      'python',
      'high',
      'policy of AWS for administrators',
      `
      import boto3

      iam = boto3.client('iam')
      iam.attach_role_policy(RoleName='worker', PolicyArn='arn:aws:iam::aws:policy/AdministratorAccess')  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'role that hands out roles',
      `
      STATEMENT = {
          'Sid': 'Start',
          'Effect': 'Allow',
          'Action': ['lambda:CreateFunction', 'iam:PassRole'],  # FINDING
          'Resource': '*',
      }
    `,
    ),
    vulnerable(
      'python',
      'high',
      'everything but a few',
      `
      STATEMENT = {'Effect': 'Allow', 'NotAction': ['iam:*', 'organizations:*'], 'Resource': '*'}  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'low',
      'reading all that is stored',
      `
      STATEMENT = {'Effect': 'Allow', 'Action': ['s3:Get*', 's3:List*'], 'Resource': '*'}  # FINDING
    `,
    ),
    vulnerable(
      'python',
      'medium',
      'statement of the CDK',
      `
      from aws_cdk import aws_iam as iam

      def statement():
          return iam.PolicyStatement(actions=['dynamodb:*'], resources=['*'])  # FINDING
    `,
    ),
    safe(
      'python',
      'what one task needs',
      `
      import json
      import boto3

      policy = {
          'Version': '2012-10-17',
          'Statement': [
              {'Effect': 'Allow', 'Action': ['s3:GetObject'], 'Resource': 'arn:aws:s3:::reports/*'},
              {'Effect': 'Allow', 'Action': 's3:*', 'Resource': ['arn:aws:s3:::inbox', 'arn:aws:s3:::inbox/*']},
              {'Effect': 'Allow', 'Action': ['ec2:Describe*', 'cloudwatch:PutMetricData'], 'Resource': '*'},
          ],
      }
      boto3.client('iam').create_policy(PolicyName='worker', PolicyDocument=json.dumps(policy))
    `,
    ),
    safe(
      'python',
      'what is forbidden, and what may be passed on',
      `
      STATEMENTS = [
          {'Effect': 'Deny', 'Action': '*', 'Resource': '*', 'Condition': {'Bool': {'aws:ViaAWSService': 'false'}}},
          {
              'Effect': 'Allow',
              'Action': 'iam:PassRole',
              'Resource': '*',
              'Condition': {'StringEquals': {'iam:PassedToService': 'lambda.amazonaws.com'}},
          },
      ]
    `,
    ),
    safe(
      'python',
      'policy of a key',
      `
      def key_policy(account):
          return {
              'Effect': 'Allow',
              'Principal': {'AWS': f'arn:aws:iam::{account}:root'},
              'Action': 'kms:*',
              'Resource': '*',
          }
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'everything on everything',
      `
      const { IAMClient, PutUserPolicyCommand } = require('@aws-sdk/client-iam');

      const document = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: ['*'], Resource: ['*'] } }; // FINDING
      new IAMClient({}).send(
        new PutUserPolicyCommand({ UserName: 'deploy', PolicyName: 'all', PolicyDocument: JSON.stringify(document) }),
      );
    `,
    ),
    vulnerable(
      'javascript',
      'medium',
      'role of a serverless service',
      `
      module.exports = {
        service: 'orders',
        provider: {
          name: 'aws',
          iamRoleStatements: [{ Effect: 'Allow', Action: ['dynamodb:*'], Resource: '*' }], // FINDING
        },
      };
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'policy of AWS for administrators',
      `
      const AWS = require('aws-sdk');
      const iam = new AWS.IAM();

      const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
      iam.attachRolePolicy({ RoleName: 'worker', PolicyArn }); // FINDING
    `,
    ),
    vulnerable(
      'javascript',
      'high',
      'everything of the service that gives rights',
      `
      const statement = {
        Effect: 'Allow',
        Action: 'iam:*', // FINDING
        Resource: 'arn:aws:iam::111122223333:*',
      };
      module.exports = { statement };
    `,
    ),
    safe(
      'javascript',
      'what one task needs',
      `
      module.exports = {
        service: 'orders',
        provider: {
          name: 'aws',
          iamRoleStatements: [
            { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: process.env.TABLE_ARN },
            { Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' },
          ],
        },
      };
    `,
    ),
    safe(
      'javascript',
      'answer of an authorizer',
      `
      exports.handler = async (event) => ({
        principalId: await check(event.authorizationToken),
        policyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'execute-api:Invoke', Effect: 'Allow', Resource: event.methodArn }],
        },
      });
    `,
    ),
    safe(
      'javascript',
      'actions of something else',
      `
      const toolbar = { actions: ['*'], resources: ['*'], effect: 'fade' };
      const rule = { Action: '*', Resource: '*' };
      module.exports = { toolbar, rule };
    `,
    ),
    vulnerable(
      'typescript',
      'high',
      'statement of the CDK',
      `
      import * as iam from 'aws-cdk-lib/aws-iam';
      import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';

      export function grant(fn: Lambda): void {
        fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['*'], resources: ['*'] })); // FINDING
      }
    `,
    ),
    vulnerable(
      'typescript',
      'high',
      'policy of AWS for administrators',
      `
      import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
      import type { Construct } from 'constructs';

      export const build = (scope: Construct): Role =>
        new Role(scope, 'Worker', {
          assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
          managedPolicies: [ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess')], // FINDING
        });
    `,
    ),
    vulnerable(
      'typescript',
      'medium',
      'service in a typed configuration',
      `
      import type { AWS } from '@serverless/typescript';

      const configuration: AWS = {
        service: 'orders',
        provider: {
          name: 'aws',
          iam: { role: { statements: [{ Effect: 'Allow', Action: 'sqs:*', Resource: '*' }] } }, // FINDING
        },
      };

      module.exports = configuration;
    `,
    ),
    safe(
      'typescript',
      'grants of the CDK',
      `
      import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
      import type { Function as Lambda } from 'aws-cdk-lib/aws-lambda';
      import type { Bucket } from 'aws-cdk-lib/aws-s3';

      export function grant(fn: Lambda, bucket: Bucket): void {
        bucket.grantRead(fn);
        fn.addToRolePolicy(
          new PolicyStatement({ effect: Effect.ALLOW, actions: ['sqs:SendMessage'], resources: [bucket.bucketArn] }),
        );
      }
    `,
    ),
    safe(
      'typescript',
      'boundary that denies',
      `
      import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';

      export const boundary = new PolicyStatement({ effect: Effect.DENY, actions: ['iam:*'], resources: ['*'] });
    `,
    ),
    safe(
      'typescript',
      'names that are read from somewhere',
      `
      interface Grant {
        readonly actions: string[];
        readonly resources: string[];
      }

      export const statementOf = ({ actions, resources }: Grant): Record<string, unknown> => ({
        Effect: 'Allow',
        Action: actions,
        Resource: resources,
      });
    `,
    ),
  ],
};
