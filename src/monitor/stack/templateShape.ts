// The form of a CloudFormation template, as far as ours goes, and its functions.

export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

export interface TemplateParameter {
  readonly Type: 'String' | 'Number';
  readonly Description: string;
  readonly Default?: string | number;
  readonly AllowedValues?: readonly (string | number)[];
  readonly AllowedPattern?: string;
  readonly ConstraintDescription?: string;
  readonly MinValue?: number;
  readonly MaxValue?: number;
  readonly MaxLength?: number;
}

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: 'Delete' | 'Retain';
  readonly UpdateReplacePolicy?: 'Delete' | 'Retain';
  readonly Properties: Readonly<Record<string, Value>>;
}

export interface Output {
  readonly Description: string;
  readonly Condition?: string;
  readonly Value: Value;
}

export type Resources = Readonly<Record<string, Resource>>;

export interface Template {
  readonly AWSTemplateFormatVersion: '2010-09-09';
  readonly Description: string;
  readonly Parameters: Readonly<Record<string, TemplateParameter>>;
  readonly Conditions: Readonly<Record<string, Value>>;
  readonly Resources: Resources;
  readonly Outputs: Readonly<Record<string, Output>>;
}

export function ref(name: string): Value {
  return { Ref: name };
}

export function arnOf(logicalId: string): Value {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}

export function sub(text: string): Value {
  return { 'Fn::Sub': text };
}

export const NO_VALUE: Value = ref('AWS::NoValue');

/** @param otherwise by default the property, or the item of a list, is not there */
export function when(condition: string, value: Value, otherwise: Value = NO_VALUE): Value {
  return { 'Fn::If': [condition, value, otherwise] };
}

export function isGiven(parameter: string): Value {
  return { 'Fn::Not': [{ 'Fn::Equals': [ref(parameter), ''] }] };
}

export function isTrue(parameter: string): Value {
  return { 'Fn::Equals': [ref(parameter), 'true'] };
}
