import { app } from 'electron';
import type { Killable, KioskProcess } from './protocol.ts';

const partOf = (metric: Electron.ProcessMetric): string => {
  switch (metric.type) {
    case 'Browser':
      return 'main';
    case 'Tab':
      return 'screens';
    case 'Utility':
      return metric.name ?? metric.serviceName ?? 'utility';
    default:
      return metric.type.toLowerCase();
  }
};

/** Every process of the application that Electron knows. */
export const processesNow = (): readonly KioskProcess[] =>
  app.getAppMetrics().map((metric) => ({ pid: metric.pid, part: partOf(metric) }));

const isGone = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ESRCH';

/** Kills one process of this part; false where there is none now. */
export const killProcess = (part: Killable): boolean => {
  // The scanner host in use is older than its spare one.
  const [found] = app
    .getAppMetrics()
    .filter((metric) => partOf(metric) === part)
    .sort((one, other) => one.creationTime - other.creationTime);
  if (found === undefined) return false;
  try {
    process.kill(found.pid, 'SIGKILL');
    return true;
  } catch (error) {
    // It ended by itself, and Electron does not know yet.
    if (isGone(error)) return false;
    throw error;
  }
};
