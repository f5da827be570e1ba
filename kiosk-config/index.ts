export { loadConfig, configPath } from './load.ts';
export type { KioskConfig } from './schema.ts';
