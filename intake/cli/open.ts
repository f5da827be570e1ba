import { rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readPrivateKeys } from '../key-folder.ts';
import { readKioskRegister } from '../kiosk-register.ts';
import { fetchSubmission, keptSubmission } from '../object-store/collect.ts';
import { openObjects } from '../object-store/objects.ts';
import { objectsAccess } from '../open-store.ts';
import { openSubmission } from '../opener.ts';
import { readWatchConfig } from '../watch-config.ts';

// `npm run intake:open -- <file or folder> [--out DIR] [--key FILE|DIR] [--kiosks DIR]`
// `npm run intake:open -- <id> --store FILE [...]`: from the object store that a watch's configuration names
// Opens one received submission and prints where its documents and manifest.json lie.

const USAGE =
  'usage: npm run intake:open -- <submission folder, or a file in it> [--out DIR] [--key FILE or DIR] [--kiosks DIR]\n' +
  '       npm run intake:open -- <submission id> --store <configuration of the watch> [--out DIR] …\n' +
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
    store: { type: 'string' },
  },
});

/** Brings a submission from the object store beside the output; gives its folder. */
const fetched = async (configFile: string, id: string): Promise<string> => {
  const config = await readWatchConfig(configFile);
  if (!config.ok) return fail(config.problem);
  const { store } = config.value;
  if (store === undefined) return fail(`${configFile}: names no store`);
  const objects = openObjects(await objectsAccess(store, process.env));
  const kept = await keptSubmission(objects, id);
  if (kept === null) return fail(`${id}: no complete submission of this id in ${store.bucket}`);
  const folder = join(resolve(values.out), `.${id}.sealed`);
  await rm(folder, { recursive: true, force: true });
  await fetchSubmission(objects, kept, folder);
  objects.close();
  return folder;
};

const named = positionals[0] ?? fail(USAGE);
const input =
  values.store === undefined
    ? resolve(named)
    : await fetched(values.store, named).catch((error: unknown) =>
        fail(`${named}: ${error instanceof Error ? error.message : String(error)}`),
      );
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
if (values.store !== undefined) await rm(input, { recursive: true, force: true });
if (opened.ok) {
  for (const document of opened.value.documents) console.log(document);
  console.log(`${opened.value.folder}/manifest.json`);
} else {
  fail(`Not opened, nothing was written: ${opened.problem}`);
}
