export { loadConfig, configPath, type ConfigPlaces, type ConfigResult } from './load.ts';
export type { KioskConfig } from './schema.ts';
export { isOpen } from './opening-hours.ts';
