import type { Scanner } from '../scanner.ts';
import type { DriverConfig } from './driver-config.ts';
import type { DriverContext } from './driver-context.ts';
import { createEsclScanner } from './escl/escl-scanner.ts';
import { createScanimageScanner } from './scanimage/scanimage-scanner.ts';
import { createTwainScanner } from './twain/twain-scanner.ts';
import { createVirtualScanner } from './virtual/virtual-scanner.ts';

/** The driver a configuration asks for: the only place that knows them all. */
export const createDriver = (config: DriverConfig, context: DriverContext): Scanner => {
  switch (config.driver) {
    case 'virtual':
      return createVirtualScanner(config, context);
    case 'escl':
      return createEsclScanner(config, context);
    case 'twain':
      return createTwainScanner(config, context);
    case 'scanimage':
      return createScanimageScanner(config, context);
  }
};
