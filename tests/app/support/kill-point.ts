import type { Checkpoint } from '../../../electron/domain/checkpoint.ts';

/**
 * Ends the whole application, main process and helpers alike, at the point named in EINWURF_KILL_AT. Only the
 * test build knows it; the product's build has no such thing.
 */
export const killPoint: Checkpoint = (name) => {
  if (name !== process.env['EINWURF_KILL_AT']) return;
  // 0: everything in the application's process group.
  process.kill(0, 'SIGKILL');
  return new Promise(() => undefined);
};
