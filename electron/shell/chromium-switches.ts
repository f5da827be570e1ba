import { setFlagsFromString } from 'node:v8';
import { app } from 'electron';

/** Features of Chromium that a kiosk has no use for: each one is a way out, or something that stays behind. */
const features = [
  'HardwareMediaKeyHandling',
  'MediaSessionService',
  'GlobalMediaControls',
  'WebUSB',
  'WebBluetooth',
  'WebOTP',
  'Translate',
  'SpareRendererForSitePerProcess',
  'BackForwardCache',
  'CalculateNativeWinOcclusion',
];

/** Chromium's switches (chromium/src, content/public/common/content_switches.cc and its neighbours). */
const switches: readonly (readonly [name: string, value?: string])[] = [
  // Nothing is looked up, nothing is sent past the (missing) proxy.
  ['host-resolver-rules', 'MAP * ~NOTFOUND'],
  ['force-webrtc-ip-handling-policy', 'disable_non_proxied_udp'],
  ['dns-prefetch-disable'],
  ['no-pings'],
  ['disable-background-networking'],
  ['disable-component-update'],
  ['disable-domain-reliability'],
  ['disable-sync'],
  // No dumps of memory.
  ['disable-breakpad'],
  ['disable-crash-reporter'],
  // Nothing of a picture in a cache on the disk.
  ['disable-http-cache'],
  ['disable-gpu-shader-disk-cache'],
  ['disable-gpu-program-cache'],
  // No zoom by two fingers, no swiping back.
  ['disable-pinch'],
  ['overscroll-history-navigation', '0'],
  // What is not needed cannot be attacked.
  ['disable-3d-apis'],
  ['disable-speech-api'],
  ['disable-notifications'],
  ['disable-print-preview'],
  ['disable-file-system'],
  ['disable-databases'],
  ['disable-presentation-api'],
  ['disable-remote-playback-api'],
  ['disable-features', features.join(',')],
  // V8 writes zeros over what it frees.
  ['js-flags', '--clear-free-memory'],
];

/** Takes away what Chromium can and a kiosk must not. Call before Electron is ready. */
export const reduceChromium = (): void => {
  // For the main process itself; the switch below is for the screens, child-processes.ts sees to the other programs.
  setFlagsFromString('--clear-free-memory');
  for (const [name, value] of switches) app.commandLine.appendSwitch(name, value);
};
