import { describe, expect, test } from 'vitest';
import { hostMessageSchema, type HostMessage } from '../../../scanner-bridge/host/messages.ts';
import { createPieceCollector, postEvent } from '../../../scanner-bridge/host/page-pieces.ts';

type EventMessage = Extract<HostMessage, { type: 'event' }>;
type Piece = Extract<HostMessage, { type: 'piece' }>;

const MEBIBYTE = 1024 * 1024;

const pageOf = (data: Uint8Array): EventMessage => ({
  type: 'event',
  id: 7,
  event: {
    kind: 'page',
    page: { image: { format: 'jpeg', data }, dpi: 300, side: 'front', sequence: 1 },
  },
  note: null,
});

const dataOf = ({ event }: EventMessage): Uint8Array => {
  if (event.kind !== 'page') throw new Error('no page');
  return event.page.image.data;
};

const scanned = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 7 + (at >> 9)) % 251);

const posted = async (message: EventMessage): Promise<{ all: HostMessage[]; breaths: number }> => {
  const all: HostMessage[] = [];
  let breaths = 0;
  const breathe = (): Promise<void> => {
    breaths += 1;
    return Promise.resolve();
  };
  await postEvent(
    (one) => all.push(hostMessageSchema.parse(structuredClone(one))),
    breathe,
    message,
  );
  return { all, breaths };
};

const piecesOf = async (length: number): Promise<{ pieces: Piece[]; event: EventMessage }> => {
  const { all } = await posted(pageOf(scanned(length)));
  const event = all.at(-1);
  if (event?.type !== 'event') throw new Error('no event');
  return { pieces: all.filter((one) => one.type === 'piece'), event };
};

describe('a large page on its way to the kiosk', () => {
  test('comes whole though no message is large, with time between them', async () => {
    const page = scanned(3 * MEBIBYTE + 5);
    const { all, breaths } = await posted(pageOf(page));
    const collector = createPieceCollector();
    const whole = all.flatMap((one) => {
      if (one.type === 'piece') expect(collector.take(one)).toBe(true);
      return one.type === 'event' ? [collector.complete(one)] : [];
    });
    const longest = all.map((one) => (one.type === 'piece' ? one.bytes.length : 0));
    expect(Math.max(...longest)).toBeLessThan(MEBIBYTE);
    expect(breaths).toBe(all.length - 1);
    expect(whole).toHaveLength(1);
    expect(Buffer.compare(dataOf(whole[0] as EventMessage), page)).toBe(0);
  });

  test('leaves nothing readable in the pieces', async () => {
    const { pieces } = await piecesOf(MEBIBYTE);
    const collector = createPieceCollector();
    for (const piece of pieces) collector.take(piece);
    expect(pieces.every(({ bytes }) => bytes.every((byte) => byte === 0))).toBe(true);
  });

  test('a small one comes in one message, without what lies around it in memory', async () => {
    const { all } = await posted(pageOf(scanned(4000).subarray(100, 200)));
    expect(all).toHaveLength(1);
    const [only] = all;
    expect(only?.type === 'event' && dataOf(only).buffer.byteLength).toBe(100);
  });
});

describe('a host that has run wild', () => {
  test('is found out when a piece is missing, doubled, or of another page', async () => {
    const { pieces } = await piecesOf(2 * MEBIBYTE);
    const [first, second, third] = pieces as [Piece, Piece, Piece];
    const takes = (...all: Piece[]): boolean => {
      const collector = createPieceCollector();
      return all.every((piece) => collector.take(structuredClone(piece)));
    };
    expect(takes(first, second, third)).toBe(true);
    expect(takes(second)).toBe(false);
    expect(takes(first, third)).toBe(false);
    expect(takes(first, first)).toBe(false);
    expect(takes(first, { ...second, id: 8 })).toBe(false);
    expect(takes(first, { ...second, length: 1 })).toBe(false);
    expect(takes(first, { ...second, bytes: new Uint8Array() })).toBe(false);
    expect(takes({ ...first, length: 1000 })).toBe(false);
  });

  test('gets no page taken that is not whole, or another event instead of it', async () => {
    const { pieces, event } = await piecesOf(MEBIBYTE);
    const after = (count: number, message: EventMessage): unknown => {
      const collector = createPieceCollector();
      for (const piece of pieces.slice(0, count)) collector.take(structuredClone(piece));
      return collector.complete(message);
    };
    expect(after(pieces.length, event)).not.toBeNull();
    expect(after(pieces.length - 1, event)).toBeNull();
    expect(after(pieces.length, { ...event, id: 8 })).toBeNull();
    expect(after(pieces.length, pageOf(scanned(10)))).toBeNull();
    const end: EventMessage = { ...event, event: { kind: 'end', problem: null, pages: 0 } };
    expect(after(pieces.length, end)).toBeNull();
    expect(after(0, end)).toBe(end);
  });
});
