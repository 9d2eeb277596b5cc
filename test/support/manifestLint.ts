// What the manifest of the extension has to hold to, as rules that can be tried on any manifest.

interface Command {
  readonly command: string;
  readonly title?: string;
  readonly category?: string;
}

interface Setting {
  readonly scope?: string;
  readonly description?: string;
  readonly markdownDescription?: string;
  readonly default?: unknown;
}

interface MenuItem {
  readonly command?: string;
  readonly when?: string;
}

export interface Manifest {
  readonly type?: string;
  readonly main?: string;
  readonly engines?: { readonly vscode?: string };
  readonly extensionKind?: readonly string[];
  readonly activationEvents?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly capabilities?: {
    readonly untrustedWorkspaces?: {
      readonly supported?: boolean | string;
      readonly description?: string;
      readonly restrictedConfigurations?: readonly string[];
    };
  };
  readonly contributes?: {
    readonly commands?: readonly Command[];
    readonly configuration?: Configuration | readonly Configuration[];
    readonly menus?: Readonly<Record<string, readonly MenuItem[]>>;
    readonly views?: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsWelcome?: readonly { readonly view: string }[];
    readonly colors?: readonly { readonly id: string; readonly defaults?: Readonly<Record<string, string>> }[];
  };
}

interface Configuration {
  readonly properties?: Readonly<Record<string, Setting>>;
}

const SCOPES = ['application', 'machine', 'machine-overridable', 'window', 'resource', 'language-overridable'];

/**
 * Settings by which a cloned repository could send source code or keys elsewhere, run something, or
 * spend somebody's money. The workspace must not be able to set them.
 */
const SENSITIVE = /endpoint|url|host|proxy|path|executable|command|profile|region|model|limit|budget|daily|consent/i;

/** Kept in the editor's secret storage, never in settings, which are synchronised and committed. */
const SECRET = /(key|token|secret|password|credentials?)$/i;

/** @returns one sentence for each thing that is wrong */
export function manifestProblems(manifest: Manifest): string[] {
  return [
    ...foundation(manifest),
    ...commandProblems(manifest),
    ...menuProblems(manifest),
    ...settingProblems(manifest),
    ...viewProblems(manifest),
    ...colorProblems(manifest),
    ...trustProblems(manifest),
  ];
}

function foundation({ type, main, engines, extensionKind, activationEvents, dependencies }: Manifest): string[] {
  const problems: string[] = [];
  if (type === 'module') problems.push('type is module: ES modules failed to start in Cursor builds on VS Code 1.105');
  if (main !== './dist/extension.cjs') problems.push('main is not ./dist/extension.cjs');
  if (engines?.vscode !== '^1.105.0') problems.push('engines.vscode is not ^1.105.0, the base that Cursor builds on');
  if (extensionKind?.join() !== 'workspace') problems.push('extensionKind is not ["workspace"]');
  if (activationEvents?.includes('*') === true) problems.push('activates on *');
  if (Object.keys(dependencies ?? {}).length > 0) problems.push('has dependencies: what ships is bundled');
  return problems;
}

function commandProblems({ contributes }: Manifest): string[] {
  const commands = contributes?.commands ?? [];
  if (commands.length === 0) return ['there are no commands'];
  return commands.flatMap(({ command, title, category }) => [
    ...(command.startsWith('palisade.') ? [] : [`${command}: the id does not start with palisade.`]),
    ...(isText(title) ? [] : [`${command}: no title`]),
    ...(category === 'Palisade' ? [] : [`${command}: the category is not Palisade`]),
  ]);
}

function menuProblems({ contributes }: Manifest): string[] {
  const known = new Set((contributes?.commands ?? []).map(({ command }) => command));
  const menus = Object.entries(contributes?.menus ?? {});
  const inPaletteRules = new Set((contributes?.menus?.['commandPalette'] ?? []).map(({ command }) => command));
  return menus.flatMap(([menu, items]) =>
    items.flatMap(({ command }) => {
      if (command === undefined) return [];
      if (!known.has(command)) return [`${menu}: ${command} is not a command of ours`];
      // What a tree row gives as an argument is missing when the same command is run from the palette.
      if (menu.endsWith('/item/context') && !inPaletteRules.has(command)) {
        return [`${command}: takes a tree row, and commandPalette does not say whether it is shown there`];
      }
      return [];
    }),
  );
}

function settingProblems({ contributes }: Manifest): string[] {
  const configuration = contributes?.configuration ?? [];
  const sections = (Array.isArray(configuration) ? configuration : [configuration]) as readonly Configuration[];
  const settings = sections.flatMap(({ properties }) => Object.entries(properties ?? {}));
  if (settings.length === 0) return ['there are no settings'];
  return settings.flatMap(([name, setting]) => {
    const problems: string[] = [];
    const { scope } = setting;
    if (!name.startsWith('palisade.')) problems.push(`${name}: does not start with palisade.`);
    if (scope === undefined || !SCOPES.includes(scope)) problems.push(`${name}: no scope`);
    if (!isText(setting.description) && !isText(setting.markdownDescription)) problems.push(`${name}: no description`);
    if (setting.default === undefined) problems.push(`${name}: no default`);
    if (SECRET.test(name)) problems.push(`${name}: a secret is no setting`);
    if (SENSITIVE.test(name) && scope !== 'machine' && scope !== 'application') {
      problems.push(`${name}: a workspace could set it; its scope has to be machine`);
    }
    return problems;
  });
}

function viewProblems({ contributes }: Manifest): string[] {
  const views = Object.values(contributes?.views ?? {}).flat();
  const welcomed = new Set((contributes?.viewsWelcome ?? []).map(({ view }) => view));
  return views.filter(({ id }) => !welcomed.has(id)).map(({ id }) => `${id}: an empty view has nothing to say`);
}

function colorProblems({ contributes }: Manifest): string[] {
  const themes = ['dark', 'light', 'highContrast', 'highContrastLight'];
  return (contributes?.colors ?? []).flatMap(({ id, defaults }) =>
    themes.filter((theme) => defaults?.[theme] === undefined).map((theme) => `${id}: no colour for ${theme}`),
  );
}

function trustProblems({ capabilities }: Manifest): string[] {
  const trust = capabilities?.untrustedWorkspaces;
  if (trust?.supported !== 'limited') return ['capabilities.untrustedWorkspaces.supported is not limited'];
  return isText(trust.description) ? [] : ['capabilities.untrustedWorkspaces has no description'];
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}
