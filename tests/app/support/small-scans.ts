import type { DriverConfig } from '../../../scanner-bridge/index.ts';

/** Two small pages, for tests where it does not matter what is scanned. */
export const smallScanner: DriverConfig = {
  driver: 'virtual',
  pageMs: 0,
  dpi: 75,
  sources: ['feeder'],
  duplex: false,
  sensesPaper: false,
  paper: { widthMm: 60, heightMm: 80 },
  stack: 2,
};

/** The kiosk's entry for a scanner that is asked for few pixels and one side: a journey in seconds. */
export const fewPixels = (driver: DriverConfig) => ({
  scanner: { driver, dpi: 100, duplex: false },
});
