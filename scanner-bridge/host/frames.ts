/**
 * Messages over a byte stream, for hosts that have only stdin and stdout:
 * 8 bytes magic, u32 length of the JSON part, u32 length of the bytes part, both parts (big endian).
 * A message's byte arrays travel in the bytes part; the JSON holds `{"$bytes": [offset, length]}` in their place.
 */
const magic = Uint8Array.of(0xf5, 0x45, 0x57, 0x53, 0x42, 0x01, 0xaa, 0xfe);
const headerBytes = magic.length + 8;

/** No message is larger: the biggest page and a little around it. */
const maxFrameBytes = 256 * 1024 * 1024;
const maxJsonBytes = 1024 * 1024;
// A vendor's library that prints to stdout is passed over; one that floods it is not.
const maxNoiseBytes = 64 * 1024;
const firstBytes = 64 * 1024;

/** One message as the pieces to write one after another. */
export const encodeFrame = (message: unknown): readonly Uint8Array[] => {
  const parts: Uint8Array[] = [];
  let offset = 0;
  const json = JSON.stringify(
    message,
    function (this: Record<string, unknown>, key, value: unknown) {
      // Not `value`: a Buffer has already been turned into a list of numbers there.
      const original = this[key];
      if (!(original instanceof Uint8Array)) return value;
      parts.push(original);
      offset += original.length;
      return { $bytes: [offset - original.length, original.length] };
    },
  );
  const text = new TextEncoder().encode(json);
  const header = new Uint8Array(headerBytes);
  header.set(magic);
  const view = new DataView(header.buffer);
  view.setUint32(magic.length, text.length);
  view.setUint32(magic.length + 4, offset);
  return [header, text, ...parts];
};

const isIndex = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

const revive =
  (bytes: Uint8Array) =>
  (_key: string, value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || !('$bytes' in value)) return value;
    const [offset, length] = Array.isArray(value.$bytes) ? (value.$bytes as unknown[]) : [];
    if (!isIndex(offset) || !isIndex(length) || offset + length > bytes.length)
      throw new RangeError('bytes outside the frame');
    return bytes.subarray(offset, offset + length);
  };

const plain = (json: string, bytes: Uint8Array): unknown =>
  JSON.parse(json, revive(bytes)) as unknown;

/** A reader of frames. `push` returns the messages now complete, or a sentence on why the stream cannot be trusted. */
export interface FrameReader {
  push(chunk: Uint8Array): readonly unknown[] | string;
}

/** Reads frames from chunks of any size. Noise between frames is skipped up to 64 KiB in all. */
export const createFrameReader = (): FrameReader => {
  let noise = 0;
  const header = new Uint8Array(headerBytes);
  let body = new Uint8Array(0);
  let jsonBytes = 0;
  let filled = 0;
  let total = 0;
  let state: 'header' | 'body' | 'broken' = 'header';

  /** Takes header bytes; false if the stream is beyond trust. */
  const takeHeaderByte = (byte: number): boolean => {
    if (filled < magic.length && byte !== magic[filled]) {
      noise += filled + 1;
      filled = byte === magic[0] ? 1 : 0;
      noise -= filled;
      return noise <= maxNoiseBytes;
    }
    header[filled++] = byte;
    return true;
  };
  const startBody = (): string | null => {
    const view = new DataView(header.buffer);
    jsonBytes = view.getUint32(magic.length);
    const rest = view.getUint32(magic.length + 4);
    if (jsonBytes > maxJsonBytes || jsonBytes + rest > maxFrameBytes)
      return `a frame of ${jsonBytes} + ${rest} bytes`;
    total = jsonBytes + rest;
    body = new Uint8Array(Math.min(total, firstBytes));
    filled = 0;
    state = 'body';
    return null;
  };
  /** Memory follows what has really come, not what a header announces. */
  const makeRoom = (needed: number): void => {
    if (needed <= body.length) return;
    const larger = new Uint8Array(Math.min(total, Math.max(needed, body.length * 4)));
    larger.set(body.subarray(0, filled));
    body = larger;
  };
  const finishBody = (): unknown => {
    const text = new TextDecoder().decode(body.subarray(0, jsonBytes));
    const message = plain(text, body.subarray(jsonBytes, total));
    body = new Uint8Array(0);
    filled = 0;
    state = 'header';
    return message;
  };
  const broken = (why: string): string => {
    state = 'broken';
    return why;
  };

  const push = (chunk: Uint8Array): readonly unknown[] | string => {
    const messages: unknown[] = [];
    let at = 0;
    if (state === 'broken') return 'the stream was given up';
    while (at < chunk.length || (state === 'body' && filled === total)) {
      if (state === 'header') {
        if (!takeHeaderByte(chunk[at++] ?? 0)) return broken('noise instead of frames');
        if (filled < headerBytes) continue;
        const refused = startBody();
        if (refused !== null) return broken(refused);
      }
      const length = Math.min(chunk.length - at, total - filled);
      makeRoom(filled + length);
      body.set(chunk.subarray(at, at + length), filled);
      at += length;
      filled += length;
      if (filled < total) continue;
      try {
        messages.push(finishBody());
      } catch {
        return broken('a frame that is no message');
      }
    }
    return messages;
  };
  return { push };
};
