import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { newRecipientKey, newSigningKey, recipientKeyFromPem } from '../new-keys.ts';

// `npm run keys -- recipient|signing NAME [--out DIR] …`: makes the key files that kiosks, intake and opener read.

const USAGE = `usage: npm run keys -- recipient NAME [--out DIR] [--from-pem FILE] [--valid-from TIME] [--valid-until TIME] [--topic ID]...
       npm run keys -- signing NAME [--out DIR]
  recipient   NAME.json for the kiosks, NAME.private.jwk.json for the opener only (RSA-4096)
  signing     NAME.jwk.json to hand out, NAME.private.jwk.json for its owner only (ES256): device, receipts, confirmations
  TIME as in 2027-01-01T00:00:00Z. Nothing that exists is overwritten.`;

const fail: (text: string) => never = (text) => {
  console.error(text);
  process.exit(1);
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: '.' },
    'from-pem': { type: 'string' },
    'valid-from': { type: 'string' },
    'valid-until': { type: 'string' },
    topic: { type: 'string', multiple: true },
  },
});
const [kind, name = ''] = positionals;
if ((kind !== 'recipient' && kind !== 'signing') || !/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))
  fail(USAGE);

const use = {
  ...(values['valid-from'] === undefined ? {} : { validFrom: values['valid-from'] }),
  ...(values['valid-until'] === undefined ? {} : { validUntil: values['valid-until'] }),
  ...(values.topic === undefined ? {} : { topics: values.topic }),
};
const pem = values['from-pem'];
const made =
  kind === 'signing'
    ? { ok: true as const, value: newSigningKey() }
    : pem === undefined
      ? newRecipientKey(use)
      : recipientKeyFromPem(
          await readFile(resolve(pem), 'utf8').catch(() => fail(`${pem}: cannot be read`)),
          use,
        );
if (!made.ok) fail(`${pem ?? name}: ${made.problem}; a recipient key is RSA of at least 4096 bits`);

const write = async (file: string, text: string, mode: number): Promise<void> => {
  const path = join(resolve(values.out), file);
  await writeFile(path, text, { mode, flag: 'wx' }).catch((error: unknown) =>
    fail(`${path}: ${error instanceof Error ? error.message : 'cannot be written'}`),
  );
  console.log(path);
};
await write(`${name}.private.jwk.json`, made.value.secret, 0o600);
await write(kind === 'recipient' ? `${name}.json` : `${name}.jwk.json`, made.value.open, 0o644);
