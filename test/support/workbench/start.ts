import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../browser/launch.ts';
import type { Disposable } from '../disposable.ts';
import {
  startEditorServer,
  type EditorServer,
  type EditorServerOptions,
  type Payload,
} from '../editorServer/server.ts';
import { copyOf, type TemporaryFolder } from '../temporaryFolder.ts';
import { listenToConsole } from './console.ts';
import { keepFailure } from './failures.ts';

export interface WorkbenchOptions extends Pick<EditorServerOptions, 'version' | 'settings' | 'env' | 'trust' | 'say'> {
  /** A folder; the workbench opens a copy of it. */
  readonly workspace: string;
  /** Installs this VSIX, which then runs in production mode, as with a user. */
  readonly vsix?: string;
  /**
   * Loads the extension from this folder instead, in development mode (in test mode if `tests` is given too),
   * where parts of it can be replaced; VS Code shows no notification toasts then, see Dialogs.
   */
  readonly developmentPath?: string;
  /** A module that exports run(), for the extension host to run: an absolute path. */
  readonly tests?: string;
  /** Called before the page is opened. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export interface RunningWorkbench extends Disposable {
  readonly page: Page;
  /** The copy that is open: an absolute path. */
  readonly workspace: string;
  /** What editor and extension host said so far, without the known noise. */
  output(): string;
  /** Keeps a screenshot and the output under out/failures, and returns what to show. */
  keepFailure(name: string): Promise<string>;
}

const READY_MS = 60_000;
/** Shorter than the time a test has, so that it is playwright that says what it waited for. */
const PATIENCE_MS = 20_000;
const VIEWPORT = { width: 1280, height: 800 };

/**
 * A VS Code workbench in a headless browser, with a server, a browser and a workspace of its own; all
 * of it ends when it is disposed of.
 *
 * @throws when the workbench does not appear; the message says where the screenshot is
 */
export async function startWorkbench(options: WorkbenchOptions): Promise<RunningWorkbench> {
  const owned: Disposable[] = [];
  const dispose = async (): Promise<void> => {
    for (const part of owned.splice(0).reverse()) await part.dispose();
  };
  try {
    const workspace = await copyOf(options.workspace);
    owned.push(workspace);
    const server = await startEditorServer(serverOptions(options));
    owned.push(server);
    const browser = await launchBrowser(options.say);
    owned.push({ dispose: () => browser.close() });
    return await openPage(options, workspace, server, browser, dispose);
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function openPage(
  options: WorkbenchOptions,
  workspace: TemporaryFolder,
  server: EditorServer,
  browser: Browser,
  dispose: () => Promise<void>,
): Promise<RunningWorkbench> {
  const page = await browser.newPage({ viewport: VIEWPORT });
  page.setDefaultTimeout(PATIENCE_MS);
  const consoleLines = listenToConsole(page);
  const output = (): string => [...consoleLines(), server.output()].join('\n').trim();
  await options.prepare?.(page);
  try {
    await page.goto(server.address(workspace.path, payloadOf(options, server)), { timeout: READY_MS });
    await page.locator('.monaco-workbench .statusbar').waitFor({ timeout: READY_MS });
  } catch (error) {
    throw new Error(`${String(error)}\n${await keepFailure('start', page, output())}`, { cause: error });
  }
  return {
    page,
    workspace: workspace.path,
    output,
    keepFailure: (name) => keepFailure(name, page, output()),
    dispose,
  };
}

function serverOptions({
  version,
  settings,
  env,
  trust,
  say,
  vsix,
  developmentPath,
}: WorkbenchOptions): EditorServerOptions {
  return {
    ...(version === undefined ? {} : { version }),
    ...(settings === undefined ? {} : { settings }),
    ...(env === undefined ? {} : { env }),
    ...(trust === undefined ? {} : { trust }),
    ...(say === undefined ? {} : { say }),
    ...(vsix === undefined ? {} : { vsix: [vsix] }),
    development: developmentPath !== undefined,
    token: 'none',
  };
}

function payloadOf({ developmentPath, tests }: WorkbenchOptions, { authority }: EditorServer): Payload {
  const remote = (path: string): string => `vscode-remote://${authority}${path}`;
  return [
    ['skipWelcome', 'true'],
    ...(developmentPath === undefined ? [] : [['extensionDevelopmentPath', remote(developmentPath)] as const]),
    ...(tests === undefined
      ? []
      : [['extensionTestsPath', remote(tests)] as const, ['enableProposedApi', ''] as const]),
  ];
}
