import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { protocol, type Session } from 'electron';
import { pictureSizes, type PictureSize } from '../domain/page.ts';

const SCHEME = 'einwurf';

/** Where the screens live: an origin of their own instead of file:. */
export const kioskOrigin = `${SCHEME}://kiosk`;

/** The screens. */
export const kioskPage = `${kioskOrigin}/`;

/** An empty page of another origin: going there ends the screens' process and everything it remembers. */
export const blankPage = `${SCHEME}://blank/`;

/** Must be called before Electron is ready. */
export const declareKioskScheme = (): void =>
  protocol.registerSchemesAsPrivileged([
    {
      scheme: SCHEME,
      privileges: { standard: true, secure: true, supportFetchAPI: false, stream: true },
    },
  ]);

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  // The site's own videos in sign language.
  "media-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "worker-src 'none'",
  "connect-src 'none'",
  "require-trusted-types-for 'script'",
  "webrtc 'block'",
  // No dialogs, no printing, no pop-ups, no downloads, no forms, no pointer lock, whoever asks.
  'sandbox allow-scripts allow-same-origin',
].join('; ');

/** Everything a page could ask a permission for; none is given. */
const PERMISSIONS_POLICY = [
  ...['accelerometer', 'autoplay', 'bluetooth', 'camera', 'clipboard-read', 'clipboard-write'],
  ...['display-capture', 'encrypted-media', 'fullscreen', 'gamepad', 'geolocation', 'gyroscope'],
  ...['hid', 'idle-detection', 'local-fonts', 'magnetometer', 'microphone', 'midi', 'payment'],
  ...['picture-in-picture', 'publickey-credentials-get', 'screen-wake-lock', 'serial'],
  ...['storage-access', 'sync-xhr', 'usb', 'web-share', 'window-management', 'xr-spatial-tracking'],
]
  .map((feature) => `${feature}=()`)
  .join(', ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': PERMISSIONS_POLICY,
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
};

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.woff2': 'font/woff2',
};

/** Reads a page's picture (JPEG) of the visit that is running, or null. */
export type PagePicture = (pageId: string, size: PictureSize) => Promise<Uint8Array | null>;

const PICTURE = /^\/pages\/([0-9a-f-]{36})\/([a-z-]+)$/;

/** Reads one of the site's videos in sign language, or its subtitles, or null. */
export type SignVideo = (name: string) => Promise<Uint8Array | null>;

const SIGN_VIDEO = /^\/sign-language\/([a-z.-]{1,60})$/;

const notFound = (): Response => new Response(null, { status: 404, headers: HEADERS });

const answer = (body: Uint8Array, type: string): Response =>
  new Response(new Uint8Array(body), { headers: { ...HEADERS, 'Content-Type': type } });

const staticFile = async (folder: string, path: string): Promise<Response> => {
  const file = normalize(join(folder, path === '/' ? 'index.html' : path));
  const type = TYPES[extname(file)];
  if (!file.startsWith(folder + sep) || type === undefined) return notFound();
  const body = await readFile(file).catch(() => null);
  return body === null ? notFound() : answer(body, type);
};

const pathOf = (url: string): string | null => {
  try {
    const { host, pathname } = new URL(url);
    return host === 'kiosk' ? decodeURIComponent(pathname) : null;
  } catch {
    return null;
  }
};

/** `bytes=FROM-` or `bytes=FROM-TO` (RFC 9110, section 14.1.2); anything else means everything. */
const RANGE = /^bytes=(\d+)-(\d*)$/;

/** A video, or the part of it that the player asks for: without parts it cannot go back to the start. */
const media = (body: Uint8Array, type: string, range: string | null): Response => {
  const [, from, to] = RANGE.exec(range ?? '') ?? [];
  const first = Number(from);
  const last = Math.min(to === undefined || to === '' ? Infinity : Number(to), body.length - 1);
  const headers = { ...HEADERS, 'Content-Type': type, 'Accept-Ranges': 'bytes' };
  if (from === undefined || first > last) return new Response(new Uint8Array(body), { headers });
  return new Response(new Uint8Array(body.subarray(first, last + 1)), {
    status: 206,
    headers: { ...headers, 'Content-Range': `bytes ${first}-${last}/${body.length}` },
  });
};

/** What is not in the renderer's folder. */
export interface ServedParts {
  readonly pagePicture: PagePicture;
  readonly signVideo: SignVideo;
}

/** Serves the screens' files and the pictures of the running visit, and the site's videos; everything else is not found. */
export const serveKiosk = (
  session: Session,
  rendererFolder: string,
  { pagePicture, signVideo }: ServedParts,
): void =>
  session.protocol.handle(SCHEME, async (request) => {
    if (request.url === blankPage) return answer(new Uint8Array(), 'text/html; charset=utf-8');
    const path = request.method === 'GET' ? pathOf(request.url) : null;
    if (path === null) return notFound();
    const [, video] = SIGN_VIDEO.exec(path) ?? [];
    if (video !== undefined) {
      const body = await signVideo(video);
      const type = video.endsWith('.vtt') ? 'text/vtt; charset=utf-8' : 'video/webm';
      return body === null ? notFound() : media(body, type, request.headers.get('range'));
    }
    const [, pageId, size] = PICTURE.exec(path) ?? [];
    if (pageId === undefined) return staticFile(rendererFolder, path);
    const known = pictureSizes.find((name) => name === size);
    const picture = known === undefined ? null : await pagePicture(pageId, known);
    return picture === null ? notFound() : answer(picture, 'image/jpeg');
  });
