import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { announcementName } from '../../electron/envelope/part.ts';
import { belongsTo, readVerifyingKeys, verifyReceipt } from '../receipt-verifier.ts';

// `npm run receipt -- verify <file> [--keys FILE|DIR]... [--submission DIR]`: checks a receipt (R0, R1, R2) offline.

const USAGE =
  'usage: npm run receipt -- verify <file> [--keys FILE or DIR]... [--submission DIR]\n' +
  'The file holds the receipt itself, or what a camera read from the QR code. --submission names the folder of a\n' +
  'submission (spool, inbox or archive) that the receipt must belong to.\n' +
  'Keys are public keys (JWK) of kiosks and intakes. Without --keys: the demo keys below ./data.';

const fail: (text: string) => never = (text) => {
  console.error(text);
  process.exit(1);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { keys: { type: 'string', multiple: true }, submission: { type: 'string' } },
});
const [command, file] = positionals;
if (command !== 'verify' || file === undefined) fail(USAGE);

const paths = values.keys ?? ['data/demo-intake/kiosks', 'data/kiosk/keys/intake-receipt.jwk.json'];
const keys = await readVerifyingKeys(paths.map((path) => resolve(path))).catch((error: unknown) =>
  fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`),
);
const text = await readFile(resolve(file), 'utf8').catch(() => fail(`${file}: no such file`));
const receipt = await verifyReceipt(text, (kid) => keys.get(kid));
if (!receipt.ok) fail(`NOT GENUINE: ${receipt.problem}`);
console.log(`genuine: ${receipt.value.level}, ${receipt.value.meaning}`);
console.log(JSON.stringify(receipt.value.content, null, 2));
if (values.submission !== undefined) {
  const folder = resolve(values.submission);
  const announcement = await readFile(join(folder, announcementName)).catch(() =>
    fail(`${folder}: holds no ${announcementName}`),
  );
  if (!belongsTo(receipt.value, announcement, basename(folder)))
    fail(`NOT OF THIS SUBMISSION: ${folder}`);
  console.log(`belongs to ${folder}`);
}
