export { parseDriverConfig, parseScannerSpec, type DriverConfig } from './drivers/driver-config.ts';
export type { ChildPort } from './host/child-port.ts';
export { createHostedScanner } from './host/hosted-scanner.ts';
export { spawnStdioHost } from './host/stdio-port.ts';
export {
  curableBy,
  isScanProblem,
  type ScanProblem,
  type ScanProblemKind,
} from './scan-problem.ts';
export * from './scanner.ts';
export { fitSettings } from './settings.ts';
