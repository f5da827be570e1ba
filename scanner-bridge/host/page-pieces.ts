import type { HostMessage } from './messages.ts';

/**
 * Large pages on their way to the kiosk, piece by piece: a whole raw page (26 MB for A4 in colour at 300 dpi) in one
 * message would keep the process that also hands on every touch busy for some fifty milliseconds.
 */

/** Bytes in one piece; taking so many in lasts about a millisecond. */
const pieceBytes = 512 * 1024;

type Piece = Extract<HostMessage, { type: 'piece' }>;
type EventMessage = Extract<HostMessage, { type: 'event' }>;

const nothing = new Uint8Array();

const withData = (message: EventMessage, data: Uint8Array): EventMessage => {
  const { event } = message;
  if (event.kind !== 'page') return message;
  const { page } = event;
  return { ...message, event: { ...event, page: { ...page, image: { ...page.image, data } } } };
};

/** In memory of its own: a clone of a view would carry the whole buffer behind it. */
const alone = (data: Uint8Array): Uint8Array =>
  data.byteLength === data.buffer.byteLength ? data : new Uint8Array(data);

/**
 * Posts an event of a scan, its page in pieces if it is large, with time between them for everything else.
 * @param breathe resolves after whatever is waiting already (`setImmediate`)
 */
export const postEvent = async (
  post: (message: HostMessage) => void,
  breathe: () => Promise<void>,
  message: EventMessage,
): Promise<void> => {
  const { id, event } = message;
  const data = event.kind === 'page' ? event.page.image.data : nothing;
  if (data.length <= pieceBytes) {
    post(withData(message, alone(data)));
    return;
  }
  for (let at = 0; at < data.length; at += pieceBytes) {
    const bytes = new Uint8Array(data.subarray(at, at + pieceBytes));
    post({ type: 'piece', id, at, length: data.length, bytes });
    await breathe();
  }
  post(withData(message, nothing));
};

/** The other end of `postEvent`. */
export interface PieceCollector {
  /** Takes one piece; false: it does not continue what came before. */
  readonly take: (piece: Piece) => boolean;
  /** The event with its page whole; null: pieces of it are missing, or belong to nothing. */
  readonly complete: (message: EventMessage) => EventMessage | null;
}

export const createPieceCollector = (): PieceCollector => {
  let coming: { readonly id: number; readonly data: Uint8Array; got: number } | null = null;
  return {
    take: ({ id, at, length, bytes }) => {
      if (at === 0 && coming === null) coming = { id, data: new Uint8Array(length), got: 0 };
      if (coming?.id !== id || coming.got !== at || coming.data.length !== length) return false;
      if (bytes.length === 0 || at + bytes.length > length) return false;
      coming.data.set(bytes, at);
      coming.got += bytes.length;
      // The piece is not needed any more; nothing readable stays behind.
      bytes.fill(0);
      return true;
    },
    complete: (message) => {
      if (coming === null) return message;
      const { id, data, got } = coming;
      coming = null;
      const { event } = message;
      const belongs = id === message.id && event.kind === 'page' && got === data.length;
      return belongs && event.page.image.data.length === 0 ? withData(message, data) : null;
    },
  };
};
