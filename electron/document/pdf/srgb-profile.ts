/** s15Fixed16Number (ICC.1:2001-04, 5.3.2). */
const fixed = (value: number): number => Math.round(value * 65536) | 0;

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

const padded = (data: Buffer): Buffer => Buffer.concat([data, Buffer.alloc(-data.length & 3)]);

const xyz = (x: number, y: number, z: number): Buffer => {
  const tag = Buffer.alloc(20);
  tag.write('XYZ ', 0, 'latin1');
  [x, y, z].forEach((value, index) => tag.writeInt32BE(fixed(value), 8 + index * 4));
  return tag;
};

/** sRGB's transfer curve (IEC 61966-2-1) as a table of 1024 entries. */
const curve = (): Buffer => {
  const entries = 1024;
  const tag = Buffer.alloc(12 + entries * 2);
  tag.write('curv', 0, 'latin1');
  tag.writeUInt32BE(entries, 8);
  for (let index = 0; index < entries; index += 1) {
    const value = index / (entries - 1);
    const linear = value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    tag.writeUInt16BE(Math.round(linear * 65535), 12 + index * 2);
  }
  return tag;
};

const text = (value: string): Buffer => Buffer.concat([ascii('text\0\0\0\0'), ascii(`${value}\0`)]);

const description = (value: string): Buffer => {
  const head = Buffer.alloc(12);
  head.write('desc', 0, 'latin1');
  head.writeUInt32BE(value.length + 1, 8);
  // No Unicode and no ScriptCode description: their fixed-size fields stay zero.
  return Buffer.concat([head, ascii(`${value}\0`), Buffer.alloc(78)]);
};

const HEADER_BYTES = 128;

const header = (size: number): Buffer => {
  const data = Buffer.alloc(HEADER_BYTES);
  data.writeUInt32BE(size, 0);
  data.writeUInt32BE(0x02100000, 8);
  data.write('mntrRGB XYZ ', 12, 'latin1');
  [2026, 1, 1].forEach((value, index) => data.writeUInt16BE(value, 24 + index * 2));
  data.write('acsp', 36, 'latin1');
  [0.9642, 1, 0.8249].forEach((value, index) => data.writeInt32BE(fixed(value), 68 + index * 4));
  return data;
};

/** One tag's data once, however many tags share it. */
const layOut = (tags: readonly (readonly [string, Buffer])[]): Buffer => {
  const table = Buffer.alloc(4 + tags.length * 12);
  table.writeUInt32BE(tags.length, 0);
  const offsets = new Map<Buffer, number>();
  const bodies: Buffer[] = [];
  let offset = HEADER_BYTES + table.length;
  tags.forEach(([signature, data], index) => {
    if (!offsets.has(data)) {
      offsets.set(data, offset);
      bodies.push(padded(data));
      offset += padded(data).length;
    }
    table.write(signature, 4 + index * 12, 'latin1');
    table.writeUInt32BE(offsets.get(data) ?? 0, 8 + index * 12);
    table.writeUInt32BE(data.length, 12 + index * 12);
  });
  return Buffer.concat([header(offset), table, ...bodies]);
};

/**
 * An ICC version 2 display profile of sRGB (IEC 61966-2-1, adapted to D50), for the output intent.
 * Built here from the published numbers, so no foreign profile has to be shipped.
 */
export const srgbProfile = (): Uint8Array => {
  const transfer = curve();
  return layOut([
    ['desc', description('sRGB IEC61966-2.1')],
    ['cprt', text('No copyright, use freely')],
    ['wtpt', xyz(0.9505, 1, 1.0891)],
    ['rXYZ', xyz(0.43607, 0.22249, 0.01392)],
    ['gXYZ', xyz(0.38515, 0.71687, 0.09708)],
    ['bXYZ', xyz(0.14307, 0.06061, 0.7141)],
    ['rTRC', transfer],
    ['gTRC', transfer],
    ['bTRC', transfer],
  ]);
};
