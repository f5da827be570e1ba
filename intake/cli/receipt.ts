import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { announcementName } from '../../electron/envelope/part.ts';
import { isOfSubmission, verifyFitConnectReceipt } from '../fit-connect-receipt.ts';
import { belongsTo, readEventKeys, readVerifyingKeys, verifyReceipt } from '../receipt-verifier.ts';

// `npm run receipt -- verify <file> [--keys FILE|DIR]... [--submission DIR]`: checks a receipt (R0, R1, R2) offline.

const USAGE =
  'usage: npm run receipt -- verify <file> [--keys FILE or DIR]... [--submission DIR]\n' +
  'The file holds the receipt itself, or what a camera read from the QR code. --submission names the folder of a\n' +
  'submission (spool, inbox or archive) that the receipt must belong to.\n' +
  'Keys are public keys (JWK) of kiosks and intakes; for a token of FIT-Connect (R1, R2) those of the service and the\n' +
  'destination, as they publish them. Without --keys: the demo keys below ./data.';

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
const places = paths.map((path) => resolve(path));
const unreadable = (error: unknown): never =>
  fail(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
const keys = await readVerifyingKeys(places).catch(unreadable);
const eventKeys = await readEventKeys(places).catch(unreadable);
const text = await readFile(resolve(file), 'utf8').catch(() => fail(`${file}: no such file`));
const token = await verifyFitConnectReceipt(text.trim(), (kid) => eventKeys.get(kid));
const isToken = token.ok || token.problem !== 'unknown-content';
const receipt = isToken ? token : await verifyReceipt(text, (kid) => keys.get(kid));
if (!receipt.ok) fail(`NOT GENUINE: ${receipt.problem}`);
console.log(`genuine: ${receipt.value.level}, ${receipt.value.meaning}`);
console.log(JSON.stringify(receipt.value.content, null, 2));
if (values.submission !== undefined) {
  const folder = resolve(values.submission);
  if (token.ok && !(await isOfSubmission(token.value, folder)))
    fail(`NOT OF THIS SUBMISSION: ${folder}`);
  const announcement = await readFile(join(folder, announcementName)).catch(() =>
    fail(`${folder}: holds no ${announcementName}`),
  );
  if (!token.ok && !belongsTo(receipt.value, announcement, basename(folder)))
    fail(`NOT OF THIS SUBMISSION: ${folder}`);
  console.log(`belongs to ${folder}`);
}
