import type { RawImage } from './scanner-pages.ts';

/** The picture that tests/simulators/twain/source.c draws, computed anew: what has to arrive, pixel by pixel. */
export const twainPicture = (
  number: number,
  widthPx: number,
  heightPx: number,
  bits: 1 | 8 | 24,
): RawImage => {
  const channels = bits === 24 ? 3 : 1;
  const data = new Uint8Array(widthPx * heightPx * channels);
  const sample = (x: number, y: number, channel: number): number => {
    if (y < Math.floor(widthPx / 32) + 1)
      return (number >> Math.floor((x * 16) / widthPx)) & 1 ? 0 : 255;
    if (bits === 1) return (Math.floor(x / 3) + Math.floor(y / 5) + number) & 1 ? 255 : 0;
    return (x * 7 + y * 13 + channel * 50 + number * 31) & 255;
  };
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++)
      for (let channel = 0; channel < channels; channel++)
        data[(y * widthPx + x) * channels + channel] = sample(x, y, channel);
  return { format: 'raw', widthPx, heightPx, channels, data };
};
