/** The bytes four at a time. */
export const wordsOf = (data: Uint8Array): Int32Array => {
  const aligned = data.byteOffset % 4 === 0 ? data : Uint8Array.from(data);
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
};

/**
 * The next place from `from` on, before `end`, that is not of the colour; `end` if there is none.
 * @param data one byte a pixel, 0 or 1
 * @param words the same, see wordsOf
 */
export const nextChange = (
  data: Uint8Array,
  words: Int32Array,
  from: number,
  end: number,
  colour: 0 | 1,
): number => {
  let at = from;
  for (; (at & 3) !== 0 && at < end; at += 1) if (data[at] !== colour) return at;
  const four = colour * 0x01010101;
  let word = at >> 2;
  while (word < end >> 2 && words[word] === four) word += 1;
  at = Math.max(at, word << 2);
  while (at < end && data[at] === colour) at += 1;
  return at;
};

/**
 * The same in rows of one bit a pixel, lowest bit first.
 * @param start the row's first word
 * @param from, end counted from the row's beginning; behind the end all bits up to the next word are 0
 */
export const nextChangeOfBits = (
  words: Uint32Array,
  start: number,
  from: number,
  end: number,
  colour: 0 | 1,
): number => {
  const same = -colour;
  let word = start + (from >> 5);
  let other = (((words[word] ?? 0) ^ same) >>> (from & 31)) << (from & 31);
  const last = start + ((end + 31) >> 5) - 1;
  while (other === 0 && word < last) {
    word += 1;
    other = (words[word] ?? 0) ^ same;
  }
  if (other === 0) return end;
  return Math.min(end, ((word - start) << 5) + 31 - Math.clz32(other & -other));
};
