/** A black-and-white TIFF around Group 4 data, so that libtiff can decode it (TIFF 6.0, section 11). */
export const tiffAroundG4 = (data: Uint8Array, widthPx: number, heightPx: number): Buffer => {
  const entries: readonly (readonly [tag: number, type: number, value: number])[] = [
    [256, 4, widthPx],
    [257, 4, heightPx],
    [258, 3, 1],
    [259, 3, 4],
    [262, 3, 0],
    [273, 4, 8 + 2 + 9 * 12 + 4],
    [277, 3, 1],
    [278, 4, heightPx],
    [279, 4, data.length],
  ];
  const head = Buffer.alloc(8 + 2 + entries.length * 12 + 4);
  head.write('II*\0', 0, 'latin1');
  head.writeUInt32LE(8, 4);
  head.writeUInt16LE(entries.length, 8);
  entries.forEach(([tag, type, value], index) => {
    const at = 10 + index * 12;
    head.writeUInt16LE(tag, at);
    head.writeUInt16LE(type, at + 2);
    head.writeUInt32LE(1, at + 4);
    head.writeUInt32LE(value, at + 8);
  });
  return Buffer.concat([head, data]);
};
