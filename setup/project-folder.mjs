import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's top folder. */
export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));
