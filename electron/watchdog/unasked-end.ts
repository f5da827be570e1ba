import type { SpawnChild } from '../domain/child-port.ts';

/**
 * Starts programs as before, and tells when one of them ends that nobody has ended.
 * @param watched the program that is watched; of the others nothing is told
 */
export const noticingUnaskedEnds =
  (spawn: SpawnChild, watched: Parameters<SpawnChild>[0], gone: () => void): SpawnChild =>
  (program) => {
    const child = spawn(program);
    if (program !== watched) return child;
    let asked = false;
    child.onExit(() => {
      if (!asked) gone();
    });
    return {
      ...child,
      kill: () => {
        asked = true;
        child.kill();
      },
    };
  };
