import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const childrenOf = (pid: number): readonly number[] => {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
};

const withDescendants = (pid: number): readonly number[] => [
  pid,
  ...childrenOf(pid).flatMap(withDescendants),
];

/**
 * No process of the kiosk leaves a picture of its memory behind when it crashes (prlimit(1), Linux). Call first of
 * all: processes that are started later inherit the limit; those that make the screens' processes are there already.
 * Where it does not work, the lock-down check reports core dumps.
 */
export const forbidCoreDumps = (): void => {
  if (process.platform !== 'linux') return;
  for (const pid of withDescendants(process.pid)) {
    spawnSync('prlimit', ['--core=0:0', '--pid', String(pid)], { stdio: 'ignore', timeout: 5000 });
  }
};
