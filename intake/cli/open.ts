import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readPrivateKeys } from '../key-folder.ts';
import { readKioskRegister } from '../kiosk-register.ts';
import { openSubmission } from '../opener.ts';

// `npm run intake:open -- <file or folder> [--out DIR] [--key FILE|DIR] [--kiosks DIR]`
// Opens one received submission and prints where its documents and manifest.json lie.

const USAGE =
  'usage: npm run intake:open -- <submission folder, or a file in it> [--out DIR] [--key FILE or DIR] [--kiosks DIR]\n' +
  'Without options: the demo keys that `npm start` made in ./data/demo-intake, output to ./data/opened.';

const fail = (text: string): never => {
  console.error(text);
  process.exit(1);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: 'data/opened' },
    key: { type: 'string', default: 'data/demo-intake/keys' },
    kiosks: { type: 'string', default: 'data/demo-intake/kiosks' },
  },
});

const input = resolve(positionals[0] ?? fail(USAGE));
const about = await stat(input).catch(() => fail(`${input}: no such file or folder\n${USAGE}`));
const keys = await readPrivateKeys(resolve(values.key));
const register = await readKioskRegister(resolve(values.kiosks)).catch(() =>
  fail(`${resolve(values.kiosks)}: no such folder of kiosk keys\n${USAGE}`),
);
const privateKeys = keys.ok ? keys.value : fail(`${keys.problem}\n${USAGE}`);

const opened = await openSubmission({
  folder: about.isDirectory() ? input : dirname(input),
  outFolder: resolve(values.out),
  privateKeyFor: (kid) => privateKeys.get(kid),
  kioskKeyFor: (kid) => register.keyFor(kid),
});
if (opened.ok) {
  for (const document of opened.value.documents) console.log(document);
  console.log(`${opened.value.folder}/manifest.json`);
} else {
  fail(`Not opened, nothing was written: ${opened.problem}`);
}
