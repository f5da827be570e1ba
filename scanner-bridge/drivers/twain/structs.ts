/** The structures of twain.h as bytes: packed to 2, little endian, ANSI strings, 8-byte pointers. Sizes are checked against a C compiler. */
export const sizes = {
  identity: 156,
  capability: 12,
  userInterface: 12,
  event: 10,
  pendingXfers: 6,
  setupMemXfer: 12,
  imageMemXfer: 42,
  imageInfo: 42,
  setupFileXfer: 260,
  status: 4,
  callback: 14,
  callback2: 18,
  entryPoint: 44,
} as const;

/** What a source says it is. */
export interface SourceIdentity {
  readonly manufacturer: string;
  readonly family: string;
  readonly name: string;
}

const textAt = (bytes: Buffer, at: number, length: number): string => {
  const field = bytes.subarray(at, at + length);
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end < 0 ? length : end).trim();
};

const putText = (bytes: Buffer, at: number, text: string): void => {
  bytes.write(text.slice(0, 32), at, 'latin1');
};

const applicationGroups = 0x20000003;
/** Set by a DSM 2.x in the application's supported groups. */
export const dsm2Flag = 0x10000000;

/** This application, version 2 of the protocol, image and control groups, ready for callbacks. */
export const applicationIdentity = (): Buffer => {
  const bytes = Buffer.alloc(sizes.identity);
  bytes.writeUInt16LE(1, 4);
  bytes.writeUInt16LE(13, 8);
  bytes.writeUInt16LE(1, 10);
  putText(bytes, 12, '1.0');
  bytes.writeUInt16LE(2, 46);
  bytes.writeUInt16LE(4, 48);
  bytes.writeUInt32LE(applicationGroups, 50);
  putText(bytes, 54, 'Einwurf');
  putText(bytes, 88, 'Einwurf');
  putText(bytes, 122, 'Einwurf kiosk');
  return bytes;
};

export const supportedGroups = (identity: Buffer): number => identity.readUInt32LE(50);

/** Reads TW_IDENTITY. */
export const readIdentity = (bytes: Buffer): SourceIdentity => ({
  manufacturer: textAt(bytes, 54, 34),
  family: textAt(bytes, 88, 34),
  name: textAt(bytes, 122, 34),
});

/** What TW_IMAGEINFO says of the next image; -1 where the source does not know. */
export interface ImageInfo {
  readonly dpi: number;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitsPerPixel: number;
  readonly compression: number;
}

/** TW_FIX32: whole and 1/65536. */
export const readFix32 = (bytes: Buffer, at: number): number =>
  bytes.readInt16LE(at) + bytes.readUInt16LE(at + 2) / 65536;

/** Reads TW_IMAGEINFO. */
export const readImageInfo = (bytes: Buffer): ImageInfo => ({
  dpi: readFix32(bytes, 0),
  widthPx: bytes.readInt32LE(8),
  heightPx: bytes.readInt32LE(12),
  bitsPerPixel: bytes.readInt16LE(34),
  compression: bytes.readUInt16LE(40),
});

/** One strip or tile as TW_IMAGEMEMXFER tells it. */
export interface Strip {
  readonly bytesPerRow: number;
  readonly columns: number;
  readonly rows: number;
  readonly x: number;
  readonly y: number;
  readonly bytesWritten: number;
}

/** Reads TW_IMAGEMEMXFER. */
export const readStrip = (bytes: Buffer): Strip => ({
  bytesPerRow: bytes.readUInt32LE(2),
  columns: bytes.readUInt32LE(6),
  rows: bytes.readUInt32LE(10),
  x: bytes.readUInt32LE(14),
  y: bytes.readUInt32LE(18),
  bytesWritten: bytes.readUInt32LE(22),
});

/** TWMF_APPOWNS | TWMF_POINTER: our memory, by address. */
const appOwnsPointer = 0x11;
const dontCare = 0xffff;

/** TW_IMAGEMEMXFER that offers a buffer. */
export const stripRequest = (address: bigint, length: number): Buffer => {
  const bytes = Buffer.alloc(sizes.imageMemXfer, 0xff);
  bytes.writeUInt16LE(dontCare, 0);
  bytes.writeUInt32LE(appOwnsPointer, 26);
  bytes.writeUInt32LE(length, 30);
  bytes.writeBigUInt64LE(address, 34);
  return bytes;
};

/** TW_USERINTERFACE; the source's own window stays away unless asked for. */
export const userInterface = (show: boolean, window: bigint): Buffer => {
  const bytes = Buffer.alloc(sizes.userInterface);
  bytes.writeUInt16LE(show ? 1 : 0, 0);
  bytes.writeBigUInt64LE(window, 4);
  return bytes;
};

/** TW_SETUPFILEXFER with the given path and format (2 = BMP). */
export const fileSetup = (path: string, format: number): Buffer => {
  const bytes = Buffer.alloc(sizes.setupFileXfer);
  bytes.write(path.slice(0, 254), 0, 'latin1');
  bytes.writeUInt16LE(format, 256);
  return bytes;
};
