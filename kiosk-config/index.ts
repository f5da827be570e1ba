export { loadConfig, configPath } from './load.ts';
export type { KioskConfig } from './schema.ts';
export { hoursOn, isOpen } from './opening-hours.ts';
export { syncFolder, writeFileDurably } from './durable-file.ts';
export { keepCard, readAttendants, type AttendantRole } from './attendants/attendants-file.ts';
export {
  isBlocked,
  readAttempts,
  waitLeft,
  withFailure,
  withSuccess,
  writeAttempts,
} from './attendants/attempts-file.ts';
export { decoyOf, isSecret } from './attendants/secret.ts';
export { checkAuditLog, noteAct } from './audit/audit-log.ts';
export type { AuditAct } from './audit/audit-chain.ts';
