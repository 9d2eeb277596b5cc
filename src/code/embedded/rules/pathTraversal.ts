import type { Value } from '../flow/value.ts';
import { deepTaints } from '../flow/joining.ts';
import { isProof, onlyConstant, onlyString } from '../flow/value.ts';
import { DISTINCT_PATH_METHODS, isQuestion, nodePaths, PATH_METHODS, PYTHON_FILE_APIS } from './fileApis.ts';
import { isHarmlessName, leavesNoStep, missingSeparator, pathCheck, pathGuard } from './pathGuards.ts';
import type { ArgumentValue, CallSite, FactHit, SinkUse, TaintRule } from './rule.ts';
import { argumentOf } from './rule.ts';

const PATH_OBJECT = /^(?:pathlib|anyio|trio|aiopath|upath)\.\w*Path\(\)/;
const JOINED = /^(?:os\.path|posixpath|path(?:\.posix|\.win32)?)\.(?:join|resolve|abspath|normpath|realpath)\(\)/;
/** What serves answers, by the names that everybody gives it. */
const RESPONSE = /^_?(?:res|resp|response)$/;
const REPLY = /^_?(?:reply|rep)$/;

function sinks(site: CallSite): readonly SinkUse[] {
  return site.family === 'python' ? pythonSinks(site) : javaScriptSinks(site);
}

function pathUse(argument: ArgumentValue | undefined): SinkUse[] {
  return argument === undefined ? [] : [{ value: argument.value, range: argument.range, unproven: 'doubtful' }];
}

function pythonSinks(site: CallSite): readonly SinkUse[] {
  const places = PYTHON_FILE_APIS.get(site.path ?? '');
  if (places !== undefined) {
    return places.flatMap(({ at, keyword, takesFiles }) => {
      const argument = argumentOf(site, at, keyword);
      return argument === undefined || (takesFiles === true && isFile(argument.value)) ? [] : pathUse(argument);
    });
  }
  if (isQuestion(site.path ?? '')) return pathUse(site.args[0]).map(minor);
  const { callee } = site.node;
  if (callee.kind !== 'member' || site.receiver === undefined) return [];
  const isPathObject = PATH_OBJECT.test(site.receiverPath ?? '');
  if (isPathObject ? PATH_METHODS.has(site.name) : DISTINCT_PATH_METHODS.has(site.name)) {
    const target = site.name === 'rename' || site.name === 'replace' ? pathUse(site.args[0]) : [];
    return [{ value: site.receiver, range: callee.object, unproven: 'doubtful' }, ...target];
  }
  if (isPathObject && /^(?:exists|is_file|is_dir|stat)$/.test(site.name))
    return [minor({ value: site.receiver, range: callee.object, unproven: 'never' })];
  // Uploads: `file.save(os.path.join(FOLDER, file.filename))`
  const [place] = site.args;
  if (site.name === 'save' && place !== undefined && place.name === undefined && isPath(place.value))
    return [{ value: place.value, range: place.range, unproven: 'never' }];
  return [];
}

/** Whether a file is there is worth knowing to an attacker, but not much. */
function minor(use: SinkUse): SinkUse {
  return { ...use, unproven: 'never', minor: true, severity: { proven: 'low', unproven: 'low' } };
}

/** An open file or a buffer. */
function isFile({ path }: Value): boolean {
  return path !== undefined && /^io\.|\.(?:files|FILES|stream|body|file)\b|\.open\(\)$/.test(path);
}

/** Text that was put together, or what joins and resolves paths. */
function isPath(value: Value): boolean {
  return value.text !== undefined || JOINED.test(value.path ?? '') || PATH_OBJECT.test(value.path ?? '');
}

function javaScriptSinks(site: CallSite): readonly SinkUse[] {
  const count = nodePaths(site.path ?? '');
  if (count !== undefined) return site.args.slice(0, count).flatMap(pathUse);
  if (isQuestion(site.path ?? '')) return pathUse(site.args[0]).map(minor);
  if (site.path === 'send' || site.path === 'koa-send')
    return site.args[2]?.value.slots?.has('root') === true ? [] : pathUse(site.args[1]).map(unlessClimbing);
  switch (site.name) {
    case 'sendFile':
    case 'sendfile':
    case 'download':
      return sentFile(site);
    case 'render':
      return RESPONSE.test(site.receiverName)
        ? site.args.slice(0, 1).map(({ value, range }) => ({
            value,
            range,
            unproven: 'never',
            severity: { proven: 'medium', unproven: 'low' },
          }))
        : [];
    default:
      return [];
  }
}

/** With a root the name cannot lead out of it; then only the root has to be the program's own. */
function sentFile(site: CallSite): readonly SinkUse[] {
  const [name, ...options] = site.args;
  if (REPLY.test(site.receiverName)) {
    // Fastify's are always kept in a root, which may be the second argument.
    const [root] = options;
    return root === undefined || root.value.slots !== undefined ? [] : pathUse(root);
  }
  if (!RESPONSE.test(site.receiverName)) return [];
  const withRoot = options.find((option) => option.value.slots?.has('root') === true);
  const root = withRoot?.value.slots?.get('root');
  if (withRoot !== undefined && root !== undefined)
    return [{ value: root, range: withRoot.range, unproven: 'doubtful' }];
  return pathUse(name).map(unlessClimbing);
}

/** Refuses steps up that are still in the path, so that only what is resolved before, or is all of the path, does harm. */
function unlessClimbing(use: SinkUse): SinkUse {
  return JOINED.test(use.value.path ?? '') ? use : { ...use, position: (before) => before === '' };
}

const TAR = /^tarfile\.(?:open|TarFile|TarFile\.open)\(\)$/;

/** Members of a tar archive are written wherever their names say, unless a filter looks at them. */
function unfiltered(site: CallSite): FactHit | undefined {
  if (site.name !== 'extractall' && site.name !== 'extract') return undefined;
  if (!TAR.test(site.receiverPath ?? '')) return undefined;
  const filter = argumentOf(site, site.name === 'extractall' ? 3 : 5, 'filter');
  if (filter !== undefined && onlyConstant(filter.value) !== null && onlyString(filter.value) !== 'fully_trusted')
    return undefined;
  if (argumentOf(site, site.name === 'extractall' ? 1 : 9, 'members') !== undefined) return undefined;
  if (site.name === 'extract' && onlyString(site.args[0]?.value) !== undefined) return undefined;
  const taints = (site.receiver?.madeBy?.args ?? []).flatMap((argument) => deepTaints(argument.value));
  if (taints.length === 0) return undefined;
  return {
    severity: taints.some(isProof) ? 'high' : 'medium',
    title: 'Archive unpacked without a look at the names in it',
    explanation:
      'Names in a tar archive can hold .. or begin with /, and links in it can lead anywhere. Without a filter (the default before Python 3.14) whoever made the archive chooses which files are written.',
  };
}

export const PATH_TRAVERSAL: TaintRule = {
  kind: 'taint',
  id: 'path-traversal',
  cwe: [22, 73],
  title: 'File path built from untrusted input',
  unprovenTitle: 'File path from input that may not be checked',
  severity: { proven: 'high', unproven: 'medium' },
  severities: ['low'],
  explanation:
    'Part of the path of a file is not fixed by the program. With steps such as ../ or an absolute path, whoever controls it gets to files outside the directory that was meant: to read them, overwrite them or remove them, as the call does.',
  remediation:
    'Keep only the last part of a name (os.path.basename, werkzeug secure_filename, path.basename), or resolve the whole path and check that it is still inside the directory (Path.resolve and is_relative_to; path.resolve and startsWith(root + path.sep)). Let the framework do it where it can: send_from_directory, res.sendFile with the root option, reply.sendFile. Unpack tar archives with filter="data".',
  sinkWords: 'a path of the file system',
  sanitizers: {
    python: [
      'os.path.basename',
      'posixpath.basename',
      'ntpath.basename',
      'werkzeug.utils.secure_filename',
      'werkzeug.secure_filename',
      'werkzeug.utils.safe_join',
      'werkzeug.security.safe_join',
      'flask.safe_join',
      'django.utils._os.safe_join',
      'django.utils.text.get_valid_filename',
      'django.utils.text.slugify',
      'django.core.files.utils.validate_file_name',
      'slugify.slugify',
      'pathvalidate.sanitize_filename',
      '*.get_valid_name',
      ...['Path', 'PurePath', 'PurePosixPath', 'PosixPath', 'PureWindowsPath'].flatMap((name) =>
        ['name', 'stem', 'suffix'].map((part) => `pathlib.${name}().${part}`),
      ),
    ],
    javascript: [
      'path.basename',
      'path.posix.basename',
      'path.win32.basename',
      'path.extname',
      'path.parse().base',
      'path.parse().name',
      'path.parse().ext',
      'sanitize-filename',
      'filenamify',
      'filenamify.default',
      'slugify',
      'slug',
      '@sindresorhus/slugify',
      'lodash.kebabCase',
      'lodash.snakeCase',
      'lodash.camelCase',
      'resolve-path',
      'encodeURIComponent',
      'URL().pathname',
    ],
  },
  sinks,
  guard: pathGuard,
  checks: pathCheck,
  harmlessText: isHarmlessName,
  cleans: leavesNoStep,
  facts: { call: (site) => missingSeparator(site) ?? unfiltered(site) },
};
