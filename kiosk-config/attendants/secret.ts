import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What is kept of a PIN: what it takes to check one, and its cost, so that the cost can be raised later. */
export const secretSchema = z.strictObject({
  kind: z.literal('scrypt'),
  /** CPU and memory cost (a power of two), block size, repetitions (RFC 7914). */
  N: z
    .number()
    .int()
    .min(1024)
    .max(2 ** 20),
  r: z.number().int().min(1).max(32),
  p: z.number().int().min(1).max(16),
  salt: z.base64url(),
  hash: z.base64url(),
});
export type Secret = z.infer<typeof secretSchema>;

/** How expensive one guess is. */
export type Cost = Pick<Secret, 'N' | 'r' | 'p'>;

/** Equal in strength to the first choice of the OWASP password storage cheat sheet, with 32 MiB instead of 128. */
const usualCost: Cost = { N: 2 ** 15, r: 8, p: 3 };

const HASH_BYTES = 32;
const SALT_BYTES = 16;

const derive = (text: string, salt: Buffer, { N, r, p }: Cost): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const maxmem = 128 * N * r + 128 * r * p + 2 ** 20;
    scrypt(text.normalize('NFKC'), salt, HASH_BYTES, { N, r, p, maxmem }, (error, hash) => {
      if (error === null) resolve(hash);
      else reject(error);
    });
  });

/** Turns a PIN or card number into what may be kept of it. */
export const keepSecret = async (
  text: string,
  cost: Cost = usualCost,
  salt: Buffer = randomBytes(SALT_BYTES),
): Promise<Secret> => {
  const { N, r, p } = cost;
  const hash = await derive(text, salt, cost);
  return {
    ...{ kind: 'scrypt', N, r, p },
    salt: salt.toString('base64url'),
    hash: hash.toString('base64url'),
  };
};

/** Whether the text is the one that was kept; compares in constant time. */
export const isSecret = async (secret: Secret, text: string): Promise<boolean> => {
  const expected = Buffer.from(secret.hash, 'base64url');
  const found = await derive(text, Buffer.from(secret.salt, 'base64url'), secret);
  return expected.length === found.length && timingSafeEqual(expected, found);
};

/** As expensive to check as the other one, and right for nothing. */
export const decoyOf = (like: Secret | undefined): Secret => ({
  ...(like ?? { kind: 'scrypt', ...usualCost }),
  salt: randomBytes(SALT_BYTES).toString('base64url'),
  hash: randomBytes(HASH_BYTES).toString('base64url'),
});
