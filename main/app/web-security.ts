import { app, session } from 'electron';
import type { Logger } from '../platform/index.js';

/** Our pages open nothing, go nowhere and ask for no permission; whatever tries is refused and logged. */
export function lockDown(log: Logger): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event, url) => {
      event.preventDefault();
      log.warn({ url }, 'navigation refused');
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      log.warn({ url }, 'new window refused');
      return { action: 'deny' };
    });
  });
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => {
    log.warn({ permission }, 'permission refused');
    answer(false);
  });
  session.defaultSession.setPermissionCheckHandler(() => false);
}
