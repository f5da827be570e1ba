import { app, type Session, type WebContents } from 'electron';
import type { Log } from '../log/events.ts';
import { kioskOrigin } from './protocol.ts';

/** No page may ask for a device, a permission, a download or the network. */
export const lockSession = (session: Session): void => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event) => event.preventDefault());
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !isAllowed(details.url) }),
  );
  session.setSpellCheckerEnabled(false);
};

const isAllowed = (url: string): boolean =>
  url === `${kioskOrigin}/` || url.startsWith(`${kioskOrigin}/`) || url.startsWith('devtools://');

/** No window but the first, no page but ours, no web view. */
export const lockContents = (log: Log): void => {
  app.on('web-contents-created', (_event, contents) => lock(contents, log));
};

const lock = (contents: WebContents, log: Log): void => {
  const deny = (event: { preventDefault: () => void }, url: string): void => {
    if (isAllowed(url)) return;
    event.preventDefault();
    log('navigation-denied');
  };
  contents.setWindowOpenHandler(() => {
    log('navigation-denied');
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => deny(event, event.url));
  contents.on('will-redirect', (event) => deny(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
};
