import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where things fetched once are kept outside the clone. For root a place that the ordinary
 * test account can read too; root's home it could not.
 */
export const cacheFolder = () => {
  if (process.env['XDG_CACHE_HOME']) return join(process.env['XDG_CACHE_HOME'], 'einwurf');
  return process.getuid?.() === 0 ? '/var/cache/einwurf' : join(homedir(), '.cache', 'einwurf');
};
