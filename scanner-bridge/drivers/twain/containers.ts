import { readFix32 } from './structs.ts';
import { type } from './constants.ts';

/** TWON_ numbers of the containers. */
const container = { array: 3, enumeration: 4, oneValue: 5, range: 6 } as const;

/** What a capability holds: the values allowed and the one in force. */
export interface CapabilityValues {
  readonly values: readonly number[];
  readonly current: number | null;
}

const itemBytes: Readonly<Record<number, number>> = {
  [type.int8]: 1,
  [type.int16]: 2,
  [type.int32]: 4,
  [type.uint8]: 1,
  [type.uint16]: 2,
  [type.uint32]: 4,
  [type.bool]: 2,
  [type.fix32]: 4,
};

const maxItems = 1024;

const itemAt = (bytes: Buffer, itemType: number, at: number): number | null => {
  const size = itemBytes[itemType];
  if (size === undefined || at + size > bytes.length) return null;
  switch (itemType) {
    case type.int8:
      return bytes.readInt8(at);
    case type.int16:
      return bytes.readInt16LE(at);
    case type.int32:
      return bytes.readInt32LE(at);
    case type.uint8:
      return bytes.readUInt8(at);
    case type.uint32:
      return bytes.readUInt32LE(at);
    case type.fix32:
      return readFix32(bytes, at);
    default:
      return bytes.readUInt16LE(at);
  }
};

const itemsAt = (bytes: Buffer, itemType: number, count: number, at: number): readonly number[] => {
  const size = itemBytes[itemType] ?? 4;
  const items: number[] = [];
  for (let index = 0; index < Math.min(count, maxItems); index++) {
    const item = itemAt(bytes, itemType, at + index * size);
    // Some sources declare more items than they send.
    if (item === null) break;
    items.push(item);
  }
  return items;
};

/** How many bytes of a container have to be read, from its first 14 (or fewer). */
export const containerBytes = (kind: number, head: Buffer): number => {
  const itemType = head.length >= 2 ? head.readUInt16LE(0) : type.uint32;
  const size = itemBytes[itemType] ?? 4;
  const count = head.length >= 6 ? Math.min(head.readUInt32LE(2), maxItems) : 0;
  switch (kind) {
    case container.enumeration:
      return 14 + count * size;
    case container.array:
      return 6 + count * size;
    case container.range:
      return 22;
    default:
      return 6;
  }
};

const rangeValues = (min: number, max: number, step: number): readonly number[] => {
  if (!(step > 0) || !(max >= min)) return [min];
  const count = Math.min(maxItems, Math.floor((max - min) / step) + 1);
  return Array.from({ length: count }, (_, index) => min + index * step);
};

/** Reads a container (TW_ONEVALUE, TW_ENUMERATION, TW_ARRAY, TW_RANGE); null if it is none, or too short. */
export const readContainer = (kind: number, bytes: Buffer): CapabilityValues | null => {
  if (bytes.length < 6) return null;
  const itemType = bytes.readUInt16LE(0);
  if (itemBytes[itemType] === undefined) return null;
  switch (kind) {
    case container.oneValue: {
      const value = itemAt(bytes, itemType, 2);
      return value === null ? null : { values: [value], current: value };
    }
    case container.enumeration: {
      if (bytes.length < 14) return null;
      const values = itemsAt(bytes, itemType, bytes.readUInt32LE(2), 14);
      return { values, current: values[bytes.readUInt32LE(6)] ?? null };
    }
    case container.array:
      return { values: itemsAt(bytes, itemType, bytes.readUInt32LE(2), 6), current: null };
    case container.range: {
      if (bytes.length < 22) return null;
      const [min = 0, max = 0, step = 0, , current = null] = [2, 6, 10, 14, 18].map((at) =>
        itemAt(bytes, itemType, at),
      );
      return { values: rangeValues(min ?? 0, max ?? 0, step ?? 0), current };
    }
    default:
      return null;
  }
};

/** TW_ONEVALUE with a value. */
export const oneValue = (itemType: number, value: number): Buffer => {
  const bytes = Buffer.alloc(6);
  bytes.writeUInt16LE(itemType, 0);
  if (itemType === type.fix32) {
    bytes.writeInt16LE(Math.floor(value), 2);
    bytes.writeUInt16LE(Math.round((value - Math.floor(value)) * 65536) & 0xffff, 4);
  } else bytes.writeInt32LE(value | 0, 2);
  return bytes;
};
