/**
 * The next place from `from` on, before `end`, that is not of the colour; `end` if there is none. Rows have one bit a
 * pixel, lowest bit first.
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
