import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes what was begun and not finished for a long time: partial uploads and incomplete submissions. No receipt was
 * given for either; a kiosk that still has them begins anew. Gives how many were removed.
 * @param before last change before this moment, milliseconds since 1970
 */
export const removeUnfinished = async (dataFolder: string, before: number): Promise<number> => {
  let removed = 0;
  for (const folder of ['uploads', 'staging'])
    for (const name of await readdir(join(dataFolder, folder))) {
      const path = join(dataFolder, folder, name);
      const about = await stat(path).catch(() => null);
      if (about === null || about.mtimeMs >= before) continue;
      await rm(path, { recursive: true, force: true });
      removed += 1;
    }
  return removed;
};
