import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';

const run = (...words: readonly string[]): boolean =>
  spawnSync(words[0] ?? '', words.slice(1), { stdio: 'ignore' }).status === 0;

/** A real, small file system of its own (tmpfs); null where this account may not mount one (root may). */
export const smallDisk = (folder: string, megabytes: number) => {
  mkdirSync(folder, { recursive: true });
  if (!run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'einwurf-test', folder))
    return null;
  return {
    /** As the kernel does it when a disk goes bad. */
    readOnly: () => run('mount', '-o', 'remount,ro', folder),
    writable: () => run('mount', '-o', 'remount,rw', folder),
    unmount: () => run('umount', folder) || run('umount', '-l', folder),
  };
};
