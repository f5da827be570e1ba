import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { syncFolder, writeFileDurably } from '../../kiosk-config/index.ts';
import { serviceNotices } from '../domain/problem.ts';

const serviceSchema = z.strictObject({
  notice: z.enum(serviceNotices),
  backAt: z.iso.datetime().nullable(),
  since: z.iso.datetime(),
});

/** The kiosk taken out of order by hand; as in the contract's ServiceState. */
export type Service = z.infer<typeof serviceSchema>;

/** Remembers across restarts whether the kiosk was taken out of order by hand. */
export interface ServiceFile {
  readonly read: () => Service | null;
  /** On disk when it returns. */
  readonly write: (service: Service | null) => void;
}

/** @param now milliseconds since 1970 */
export const serviceFile = (dataFolder: string, now: () => number): ServiceFile => {
  const path = join(dataFolder, 'out-of-order.json');
  const load = (): Service | null => {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      return null;
    }
    try {
      return serviceSchema.parse(JSON.parse(text));
    } catch {
      // Somebody wanted it out of order; what exactly can no longer be read.
      return { notice: 'maintenance', backAt: null, since: new Date(now()).toISOString() };
    }
  };
  let current = load();
  return {
    read: () => current,
    write: (service) => {
      if (service === null) {
        rmSync(path, { force: true });
        syncFolder(dataFolder);
      } else writeFileDurably(path, `${JSON.stringify(service)}\n`);
      current = service;
    },
  };
};
