import XMLBuilder from 'fast-xml-builder';

/** Arrays are repeated elements; what is undefined is left out; `@_x` is an attribute, `#text` the text beside it. */
export type XmlValue =
  string | number | boolean | undefined | readonly XmlValue[] | { readonly [name: string]: XmlValue };

const builder = new XMLBuilder({ ignoreAttributes: false, suppressBooleanAttributes: false });

export const S3_NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';
export const S3_CONTROL_NAMESPACE = 'http://awss3control.amazonaws.com/doc/2018-08-20/';
export const STS_NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

export const CLOUDFRONT_NAMESPACE = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';

export function xmlDocument(root: string, namespace: string | undefined, content: XmlValue): string {
  const body = isElement(content) ? content : { '#text': content };
  const attribute = namespace === undefined ? {} : { '@_xmlns': namespace };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ [root]: { ...attribute, ...body } })}`;
}

function isElement(value: XmlValue): value is { readonly [name: string]: XmlValue } {
  return typeof value === 'object' && !Array.isArray(value);
}

/** Where a member of the SDK's types has another name on the wire. */
const WIRE_NAMES: Readonly<Record<string, string>> = {
  Rules: 'Rule',
  Tags: 'Tag',
  Transitions: 'Transition',
  NoncurrentVersionTransitions: 'NoncurrentVersionTransition',
  AllowedMethods: 'AllowedMethod',
  AllowedOrigins: 'AllowedOrigin',
  AllowedHeaders: 'AllowedHeader',
  ExposeHeaders: 'ExposeHeader',
  TopicConfigurations: 'TopicConfiguration',
  QueueConfigurations: 'QueueConfiguration',
  LambdaFunctionConfigurations: 'CloudFunctionConfiguration',
  TopicArn: 'Topic',
  QueueArn: 'Queue',
  LambdaFunctionArn: 'CloudFunction',
  Events: 'Event',
  FilterRules: 'FilterRule',
};

/** A value of the SDK's types as it is on the wire. */
export function onTheWire(value: unknown, names: Readonly<Record<string, string>> = {}): XmlValue {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((one) => onTheWire(one, names));
  if (typeof value !== 'object' || value === null) return value as XmlValue;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [names[name] ?? WIRE_NAMES[name] ?? name, onTheWire(one, names)]),
  );
}
