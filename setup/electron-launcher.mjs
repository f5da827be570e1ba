import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// The development runtime comes without Electron's default app, so a path on its command line would be
// ignored. This one does the part that is needed: `electron [-r FILE] [OPTIONS] FOLDER`.
const launcher = `'use strict';
const { app } = require('electron');
const { join, resolve } = require('node:path');
const { readFileSync } = require('node:fs');

const words = process.argv.slice(1);
let folder = null;
while (words.length > 0 && folder === null) {
  const word = words.shift();
  if (word === '-r' || word === '--require') require(resolve(words.shift()));
  else if (!word.startsWith('-')) folder = resolve(word);
}
if (folder === null) {
  console.error('Name the folder of the application to start.');
  app.exit(2);
} else {
  const described = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  app.setAppPath(folder);
  app.setName(described.productName ?? described.name);
  app.setVersion(described.version);
  require(join(folder, described.main ?? 'index.js'));
}
`;

const files = {
  'main.js': launcher,
  'package.json': `${JSON.stringify({ name: 'launcher', main: 'main.js' })}\n`,
};

/**
 * Puts the launcher where Electron looks for its default app; writes only what differs.
 *
 * @param {string} runtime the folder that holds the electron program
 */
export function placeLauncher(runtime) {
  const folder = join(runtime, 'resources', 'default_app.asar');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    if (textOf(file) !== text) writeFileSync(file, text);
  }
}

/** @param {string} file */
const textOf = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
};
