/**
 * Large byte arrays on their way to a child process, piece by piece: copying a whole raw page (26 MB for A4 in colour at
 * 300 dpi) into one message would keep the process that shows the screens from a finger for a tenth of a second.
 */

/** Bytes in one piece; copying so many takes a few milliseconds at most. */
const PIECE_BYTES = 512 * 1024;

interface Piece {
  readonly $piece: number;
  /** Where in the whole the bytes lie, and how long the whole is, in bytes. */
  readonly at: number;
  readonly length: number;
  readonly bytes: Uint8Array;
}

type Post = (message: unknown) => void;
type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' &&
  value !== null &&
  (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null);

const isPiece = (message: unknown): message is Piece =>
  isFields(message) &&
  typeof message['$piece'] === 'number' &&
  typeof message['at'] === 'number' &&
  typeof message['length'] === 'number' &&
  message['bytes'] instanceof Uint8Array;

/** The message with each of its large byte arrays (in objects, at any depth) replaced by what `swap` gives for it. */
const swapped = (value: unknown, swap: (bytes: Uint8Array) => unknown): unknown => {
  if (value instanceof Uint8Array) return value.length > PIECE_BYTES ? swap(value) : value;
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, swapped(part, swap)]),
  );
};

/**
 * Posts messages in their order, the large ones in pieces with time between them for everything else.
 * @param post sends one message or piece
 * @param later runs a task after whatever is waiting already (`setImmediate`)
 */
export const postInPieces = (post: Post, later: (task: () => void) => void): Post => {
  const waiting: (() => unknown)[] = [];
  let posting = false;
  let pieces = 0;

  const take = (message: unknown): void => {
    const whole = swapped(message, (bytes) => {
      const number = (pieces += 1);
      for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
        // A copy of its own: a clone of a view would carry the whole buffer behind it.
        const piece = (): Piece => ({
          $piece: number,
          at,
          length: bytes.length,
          bytes: bytes.slice(at, at + PIECE_BYTES),
        });
        waiting.push(piece);
      }
      return { $whole: number };
    });
    waiting.push(() => whole);
  };
  const postNext = (): void => {
    const next = waiting.shift();
    posting = next !== undefined;
    if (next === undefined) return;
    post(next());
    if (waiting.length > 0) later(postNext);
    else posting = false;
  };
  return (message) => {
    take(message);
    if (!posting) postNext();
  };
};

/** The other end of `postInPieces`: gives each message to `hear` once all of its pieces have come. */
export const joinPieces = (hear: Post): Post => {
  const wholes = new Map<number, Uint8Array>();
  const joined = (value: unknown): unknown => {
    if (!isFields(value)) return value;
    const number = value['$whole'];
    if (typeof number !== 'number')
      return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, joined(part)]));
    const bytes = wholes.get(number);
    wholes.delete(number);
    return bytes;
  };
  return (message) => {
    if (!isPiece(message)) {
      hear(wholes.size === 0 ? message : joined(message));
      return;
    }
    const whole = wholes.get(message.$piece) ?? new Uint8Array(message.length);
    whole.set(message.bytes, message.at);
    wholes.set(message.$piece, whole);
  };
};
