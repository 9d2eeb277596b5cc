import * as vscode from 'vscode';
import { createExtension, type ExtensionInstance } from './editor/createExtension.ts';
import { mayReplacePorts, type Ports, resolvePorts } from './editor/ports.ts';
import { withoutLinks } from './editor/plainWords.ts';
import { START_FAILED } from './editor/texts.ts';
import { messageOf } from './editor/workspaceFiles.ts';

/** For tests in the editor: a fresh instance with some ports replaced, after the one before has ended. */
export interface TestApi {
  recreate(overrides: Partial<Ports>): Promise<ExtensionInstance>;
}

let instance: ExtensionInstance | undefined;

/** @returns the test API where the extension is developed or tested; nothing where it is installed */
export function activate(context: vscode.ExtensionContext): TestApi | undefined {
  try {
    const ports = resolvePorts(context);
    instance = createExtension(context, ports);
    return mayReplacePorts(context) ? testApi(context, ports) : undefined;
  } catch (error) {
    // The editor itself only logs it, and a guard that is silently absent is worse than none.
    void vscode.window.showErrorMessage(withoutLinks(START_FAILED(messageOf(error))));
    throw error;
  }
}

export async function deactivate(): Promise<void> {
  await instance?.dispose();
}

function testApi(context: vscode.ExtensionContext, ports: Ports): TestApi {
  return {
    recreate: async (overrides) => {
      await instance?.dispose();
      instance = createExtension(context, { ...ports, ...overrides });
      return instance;
    },
  };
}
