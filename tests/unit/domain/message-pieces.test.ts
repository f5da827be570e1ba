import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { joinPieces, postInPieces } from '../../../electron/domain/message-pieces.ts';

const bytesOf = (length: number): Uint8Array => Uint8Array.from({ length }, (_, at) => at % 251);
const largestIn = (message: unknown): number =>
  Math.max(0, ...Object.values(message as object).map((part) => (part as Uint8Array).length || 0));

/** With the hash of each byte array in its place: comparing millions of bytes one by one takes long. */
const hashed = (message: unknown): unknown =>
  JSON.parse(
    JSON.stringify(message, (_name, part: unknown) =>
      part instanceof Uint8Array ? createHash('sha256').update(part).digest('hex') : part,
    ),
  );

/** Posts through a wire that clones, as the one between processes does. */
const wire = () => {
  const sent: unknown[] = [];
  const heard: unknown[] = [];
  const hear = joinPieces((message) => heard.push(message));
  const post = postInPieces((message) => {
    sent.push(message);
    hear(structuredClone(message));
  }, setImmediate);
  const allHeard = async (count: number): Promise<readonly unknown[]> => {
    for (let turns = 0; turns < 1000 && heard.length < count; turns += 1) await turn();
    return heard.map(hashed);
  };
  return { post, sent, heard, allHeard };
};

describe('a page on its way to the document worker', () => {
  it('arrives whole, in pieces of at most half a mebibyte, whatever its size', async () => {
    const { post, sent, allHeard } = wire();
    const sizes = [0, 1, 512 * 1024, 512 * 1024 + 1, 3_000_000];
    const messages = sizes.map((size, id) => ({
      kind: 'ingest',
      id,
      image: { data: bytesOf(size) },
    }));
    for (const message of messages) post(message);
    expect(await allHeard(messages.length)).toEqual(messages.map(hashed));
    expect(Math.max(...sent.map(largestIn))).toBeLessThanOrEqual(512 * 1024);
  });

  it('leaves room for other work between its pieces', () => {
    const { post, sent, heard } = wire();
    post({ id: 1, data: bytesOf(3_000_000) });
    expect(sent).toHaveLength(1);
    expect(heard).toHaveLength(0);
  });

  it('is not overtaken by what was said after it, nor are two pages mixed up', async () => {
    const { post, allHeard } = wire();
    const one = { id: 1, original: bytesOf(2_000_000), prepared: bytesOf(1_000_000) };
    const other = { id: 2, original: bytesOf(1_500_000) };
    post(one);
    post({ kind: 'pdf-drop', document: 1 });
    post(other);
    expect(await allHeard(3)).toEqual([one, { kind: 'pdf-drop', document: 1 }, other].map(hashed));
  });

  it('a small message goes at once', () => {
    const { post, heard } = wire();
    post({ kind: 'start' });
    expect(heard).toEqual([{ kind: 'start' }]);
  });
});
