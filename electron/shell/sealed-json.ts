import { overwrite } from '../domain/overwrite.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { SealedChannel } from './sealed-channel.ts';

/** Longest sealed message that is opened, bytes: far more than a screen of text or two hundred bars on a page. */
const LONGEST = 128 * 1024;

/** Seals a value as JSON; of the text only V8's own copy is left, which it overwrites when it collects it. */
export const sealJson = (channel: SealedChannel, value: unknown, about: string): Uint8Array => {
  const text = JSON.stringify(value);
  const plain = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  plain.write(text);
  return channel.seal(plain, about);
};

const textOf = ({ buffer, byteOffset, length }: Uint8Array): string =>
  Buffer.from(buffer, byteOffset, length).toString('utf8');

/** Opens and reads what the other end sealed as JSON. */
export const openJson = (
  channel: SealedChannel,
  sealed: Uint8Array,
  about: string,
): Result<unknown, 'not-sealed' | 'not-json'> => {
  const plain = sealed.length > LONGEST ? null : channel.open(sealed, about);
  if (plain === null) return failed('not-sealed');
  try {
    return ok(JSON.parse(textOf(plain)) as unknown);
  } catch {
    return failed('not-json');
  } finally {
    overwrite(plain);
  }
};
