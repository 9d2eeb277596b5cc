import { repository } from '../support/repository.ts';
import { useWorkbench } from './runner/useWorkbench.ts';

/** A value that stops the start wherever the variable is read at all. */
const UNREADABLE = { PALISADE_TEST_PORTS: 'not JSON' };

describe('ports that tests replace through the environment', () => {
  describe('where the extension is installed', () => {
    const suite = useWorkbench({ env: UNREADABLE });

    it('are not even read: it starts and scans', async () => {
      await suite.workbench.openFile('orders.py');
      await suite.workbench.statusBarItem('Palisade').waitFor();
      await suite.workbench.save();
      await suite.workbench.statusBarItem(/Palisade: \d+ findings/).waitFor();
    });
  });

  describe('where it is developed', () => {
    const suite = useWorkbench({ env: UNREADABLE, developmentPath: repository });

    it('are read, and a start that fails is shown to the person', async () => {
      // VS Code shows no toasts in this mode; the notification centre has them.
      await suite.workbench.runCommand('Notifications: Show Notifications');
      await suite.running.page
        .locator('.notifications-center .notification-list-item', { hasText: 'Palisade could not start' })
        .waitFor();
    });
  });
});
