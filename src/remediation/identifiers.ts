// What may stand in a prompt outside its block of data: by its form it can be nothing but a name.

const NAME = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*$/;

/** As S3 makes names today (facts: editor-integration §4.3); names from before 2018 may hold more and are refused. */
export function isBucketIdentifier(value: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value);
}

export function isAccountIdentifier(value: string): boolean {
  return /^\d{12}$/.test(value);
}

/** Such as `eu-west-1`, `us-gov-east-1` or `eusc-de-east-1`. Words in the form of a region are none. */
export function isRegionIdentifier(value: string): boolean {
  return /^[a-z]{2,4}(?:-[a-z]{2,5})?-(?:central|(?:north|south)?(?:east|west)|north|south)-\d{1,2}$/.test(value);
}

export function isPartitionIdentifier(value: string): boolean {
  return /^aws(?:-[a-z]{1,4}){0,2}$/.test(value);
}

/** With a hyphen in front it would be an option of a command. */
export function isProfileIdentifier(value: string): boolean {
  return /^[A-Za-z0-9_.@][A-Za-z0-9_.@-]{0,63}$/.test(value);
}

/** What a renderer of Markdown makes a link of although it has no scheme: of the web, or of mail. */
const BARE_ADDRESS = /\bwww\.|[\w.-]@/i;

/** Relative, inside its folder. */
export function isPathIdentifier(value: string): boolean {
  const isPath = /^[A-Za-z0-9_.@][A-Za-z0-9_.@/-]{0,199}$/.test(value) && !value.split('/').includes('..');
  return isPath && !BARE_ADDRESS.test(value);
}

/** Of a function, a method or a class, with dots between them. */
export function isSymbolIdentifier(value: string): boolean {
  return value.length <= 80 && NAME.test(value) && !BARE_ADDRESS.test(value);
}
