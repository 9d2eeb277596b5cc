import type { ParameterSeed, SourceApi } from './languageApi.ts';

const ENTRY: SourceApi = { kind: 'remote', label: 'in the archive, and chosen by whoever made that', text: true };

/** Names of entries: libraries hand them out as they stand in the archive. */
export const JAVASCRIPT_ARCHIVES: readonly (readonly [string, SourceApi])[] = [
  ...['path', 'fileName', 'filename', 'name', 'linkname'].map((name): [string, SourceApi] => [
    `js.archive.${name}`,
    ENTRY,
  ]),
  // adm-zip
  ['*.entryName', ENTRY],
];

export const PYTHON_ARCHIVES: readonly (readonly [string, SourceApi])[] = [
  'zipfile.ZipFile().namelist()',
  'zipfile.ZipFile().infolist()',
  'tarfile.open().getnames()',
  'tarfile.open().getmembers()',
  'tarfile.TarFile().getnames()',
  'tarfile.TarFile().getmembers()',
].map((path): [string, SourceApi] => [path, ENTRY]);

/** `.on('entry', (entry) => …)` in unzipper, yauzl, tar-stream and tar. */
export function archiveSeeds(
  calleeName: string,
  firstArgument: string | undefined,
): readonly ParameterSeed[] | undefined {
  return calleeName === 'on' && firstArgument === 'entry' ? [{ path: 'js.archive' }] : undefined;
}
