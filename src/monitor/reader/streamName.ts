// What the name of a report's stream says; `run/reportStore.ts` gives it.

export interface StreamParts {
  readonly kind: 'scan' | 'change';
  readonly bucket: string | undefined;
  /** ISO 8601. */
  readonly eventAt: string;
}

/** @returns undefined for a name of any other form */
export function partsOfStream(name: string): StreamParts | undefined {
  const [kind, time = '', ...rest] = name.split('/');
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(time) ?? [];
  if (year === undefined) return undefined;
  const iso = `${year}-${month ?? ''}-${day ?? ''}T${hour ?? ''}:${minute ?? ''}:${second ?? ''}.000Z`;
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return undefined;
  const eventAt = new Date(at).toISOString();
  if (kind === 'scan' && rest.length === 1) return { kind, bucket: undefined, eventAt };
  if (kind === 'change' && rest.length === 2) return { kind, bucket: rest[0], eventAt };
  return undefined;
}
