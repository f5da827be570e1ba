import { app, type Session, type WebContents } from 'electron';
import type { Log } from '../log/events.ts';
import { interceptFileChoosers } from './file-choosers.ts';
import { isAllowedKey } from './keys.ts';
import { blankPage, kioskPage, kioskOrigin } from './protocol.ts';

/** Certificate verification's word for "no" (session.setCertificateVerifyProc). */
const REFUSE_CERTIFICATE = -2;

/** No page may ask for a device, a permission, a download or the network. */
const lockSession = (session: Session, log: Log): void => {
  session.setPermissionRequestHandler((_contents, _permission, answer) => {
    log('permission-denied');
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  for (const choice of ['select-hid-device', 'select-serial-port', 'select-usb-device'] as const) {
    // The three events differ in their last argument only: the way to say which device.
    session.on(choice as 'select-hid-device', (event, _details, choose) => {
      event.preventDefault();
      choose();
    });
  }
  session.on('will-download', (event) => {
    event.preventDefault();
    log('download-denied');
  });
  session.webRequest.onBeforeRequest((details, answer) =>
    answer({ cancel: !details.url.startsWith(`${kioskOrigin}/`) && details.url !== blankPage }),
  );
  // Were a request to get past all that: no network, no name, no certificate.
  session.enableNetworkEmulation({ offline: true });
  session.setCertificateVerifyProc((_request, answer) => answer(REFUSE_CERTIFICATE));
  session.setSpellCheckerEnabled(false);
};

/** Locks every session and every page there will ever be. Call before Electron is ready. */
export const lockEverything = (log: Log): void => {
  app.on('session-created', (session) => lockSession(session, log));
  app.on('web-contents-created', (_event, contents) => lockContents(contents, log));
  app.on('login', (event) => event.preventDefault());
  app.on('select-client-certificate', (event) => event.preventDefault());
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
};

/** The only two addresses a window may go to: the screens, and nothing at all between two customers. */
const isOurPage = (url: string): boolean => url === kioskPage || url === blankPage;

/** No window but the first, no page but ours, no web view, no frame, no zoom, no chord, no tools. */
const lockContents = (contents: WebContents, log: Log): void => {
  const deny = (event: { preventDefault: () => void }, url: string): void => {
    if (isOurPage(url)) return;
    event.preventDefault();
    log('navigation-denied');
  };
  contents.setWindowOpenHandler(() => {
    log('navigation-denied');
    return { action: 'deny' };
  });
  contents.on('will-navigate', (event) => deny(event, event.url));
  contents.on('will-frame-navigate', (event) => deny(event, event.url));
  contents.on('will-redirect', (event) => deny(event, event.url));
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault();
    choose('');
  });
  // The screens have no frames. Whoever made one is not us: the page is thrown away and loaded again.
  contents.on('frame-created', (_event, { frame }) => {
    if (frame === null || frame.parent === null) return;
    log('frame-denied');
    contents.forcefullyCrashRenderer();
  });
  interceptFileChoosers(contents, log);
  contents.on('devtools-opened', () => {
    log('devtools-denied');
    contents.closeDevTools();
  });
  contents.on('before-input-event', (event, input) => {
    if (!isAllowedKey(input)) event.preventDefault();
  });
  contents.on('zoom-changed', () => contents.setZoomLevel(0));
  contents.on('dom-ready', () => {
    contents.setZoomLevel(0);
    void contents.setVisualZoomLevelLimits(1, 1);
  });
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.setIgnoreMenuShortcuts(true);
};
