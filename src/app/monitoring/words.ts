// Times, amounts and counts in words, the same in the editor and in a terminal.

/** E.g. `2026-11-27 10:00:05 UTC`; what is no time is given back as it is. */
export function timeInWords(iso: string): string {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) return iso;
  return `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** E.g. `0.4 s`, `3 min 5 s`, `2 h 10 min`, `3 days 4 h`. */
export function durationInWords(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return pair(minutes, 'min', whole % 60, 's');
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return pair(hours, 'h', minutes % 60, 'min');
  return pair(Math.floor(hours / 24), 'days', hours % 24, 'h');
}

function pair(many: number, unit: string, few: number, smaller: string): string {
  return few === 0 ? `${many} ${unit}` : `${many} ${unit} ${few} ${smaller}`;
}

/** US dollars. What is less than a cent is not shown as nothing. */
export function usdInWords(usd: number): string {
  if (usd === 0) return '$0.00';
  if (usd < 0.0001) return 'under $0.0001';
  return `$${usd.toFixed(usd < 0.01 ? 4 : 2)}`;
}

/** For a sum that is an estimate. */
export function aboutUsd(usd: number): string {
  const said = usdInWords(usd);
  return said.startsWith('$') ? `about ${said}` : said;
}

/** E.g. `1,200 requests`, `0.0261 GB`: no more digits behind the point than tell something. */
export function amountInWords(quantity: number, unit: string): string {
  const digits = quantity >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  const ending = quantity === 1 || !/^[a-z]+$/.test(unit) ? '' : 's';
  return `${quantity.toLocaleString('en-US', digits)} ${unit}${ending}`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
