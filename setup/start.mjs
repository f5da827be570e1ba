// `npm start`: sets everything up, then opens the kiosk with demo settings. See README.md.
import { setUp } from './setup.mjs';
import { startOptions } from './start-options.mjs';
import { command } from './terminal.mjs';

await command(async () => {
  const options = startOptions(process.argv.slice(2));
  if (options === null) return 0;
  const purposes = options.scanner.startsWith('scanimage') ? ['start', 'scanimage'] : ['start'];
  const runtime = await setUp(purposes);
  // From here on packages are there, and with them the TypeScript loader.
  const { register } = await import('tsx/esm/api');
  register();
  const { startDemo } = await import('./demo.ts');
  return startDemo(options, runtime);
});
