import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openSealed } from '../../../electron/envelope/open.ts';
import { seal } from '../../../electron/envelope/seal.ts';
import { expectOk } from '../../support/delivery-submission.ts';
import { createRecipient } from '../../support/recipient.ts';

// An envelope is worth something only if others can open it: Debian's python3-jwcrypto is the independent peer.
const PYTHON = '/usr/bin/python3';

const DECRYPT = `
import sys
from jwcrypto import jwe, jwk
key = jwk.JWK.from_json(open(sys.argv[1]).read())
token = jwe.JWE()
token.deserialize(open(sys.argv[2]).read(), key)
sys.stdout.buffer.write(token.payload)
`;
const ENCRYPT = `
import sys, json
from jwcrypto import jwe, jwk
key = jwk.JWK.from_json(open(sys.argv[1]).read())
header = {'alg': 'RSA-OAEP-256', 'enc': 'A256GCM', 'kid': 'peer', 'cty': 'application/pdf'}
token = jwe.JWE(open(sys.argv[2], 'rb').read(), json.dumps(header), recipient=key)
sys.stdout.write(token.serialize(compact=True))
`;

const folder = mkdtempSync(join(tmpdir(), 'einwurf-jwcrypto-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const recipient = createRecipient('peer');
const file = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const python = (script: string, ...args: string[]): Buffer =>
  execFileSync(PYTHON, ['-c', script, ...args], { maxBuffer: 1 << 28 });

describe('the envelope and python3-jwcrypto', () => {
  // An empty document does not exist here, and jwcrypto refuses an empty payload.
  test.each([1, 2, 3, 65_537, 3_000_000])(
    'what we seal (%i bytes), it opens byte for byte',
    async (size) => {
      const plain = randomBytes(size);
      const pieces = [plain.subarray(0, size / 3), plain.subarray(size / 3)];
      const sealed: Uint8Array[] = [];
      for await (const chunk of seal(recipient.publicKey, 'application/pdf', pieces).bytes)
        sealed.push(chunk);
      const key = file('private.json', JSON.stringify(recipient.privateJwk));
      const opened = python(DECRYPT, key, file('sealed.jwe', Buffer.concat(sealed)));
      expect(opened.equals(plain)).toBe(true);
    },
  );

  test('what it seals, we open byte for byte', async () => {
    const plain = randomBytes(100_000);
    const key = file('public.json', JSON.stringify(recipient.publicJwk));
    const sealed = python(ENCRYPT, key, file('plain.bin', plain));
    const opened: Uint8Array[] = [];
    const result = await openSealed(
      [sealed],
      () => recipient.privateKey,
      (chunk) => Promise.resolve(void opened.push(chunk)),
    );
    expect(expectOk(result)).toEqual({ kid: 'peer', contentType: 'application/pdf' });
    expect(Buffer.concat(opened).equals(plain)).toBe(true);
  });
});
