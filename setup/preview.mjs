/*
 * `npm run preview`: every state of the screens, in every language, in a plain browser with a fake kiosk.
 * Changes to renderer/ show at once. Runs until it is stopped (Ctrl+C).
 */
import { createServer } from 'vite';

const server = await createServer({ configFile: 'renderer/preview/vite.config.ts' });
await server.listen();
console.log(`The screens: ${server.resolvedUrls?.local[0] ?? ''}preview/index.html (Ctrl+C ends)`);
