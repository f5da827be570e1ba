import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { scanProblem, type ScanProblem } from '../../scan-problem.ts';
import type { PageImage } from '../../scanner.ts';
import { compression, dat, dg, msg, rc, type Mechanism } from './constants.ts';
import { problemOfCondition } from './condition.ts';
import { dibBytes, readBmp, readDib } from './dib.ts';
import type { Dsm } from './dsm.ts';
import { assembleStrips } from './strips.ts';
import {
  fileSetup,
  readImageInfo,
  readStrip,
  sizes,
  stripRequest,
  type ImageInfo,
} from './structs.ts';
import { maxPageBytes } from '../../page-image.ts';

/** A page as it came over; dpi 0 where the source did not say. */
export interface Transferred {
  readonly image: PageImage;
  readonly dpi: number;
}

const maxStrips = 100_000;
const usualStripBytes = 256 * 1024;
const largestStripBytes = 16 * 1024 * 1024;
const bmpFormat = 2;

/** Why the last call failed, as the source words it. */
export const conditionOf = (dsm: Dsm, source: Buffer, during: string): ScanProblem => {
  const status = Buffer.alloc(sizes.status);
  dsm.call(source, dg.control, dat.status, msg.get, status);
  return problemOfCondition(status.readUInt16LE(0), during);
};

const corrupt = (detail: string): ScanProblem => scanProblem('corrupt-page', detail);

const failure = (dsm: Dsm, source: Buffer, code: number, during: string): ScanProblem =>
  code === rc.cancel
    ? scanProblem('cancelled', 'cancelled at the scanner')
    : conditionOf(dsm, source, during);

const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
};

/** Memory transfer: strips or tiles into a buffer of ours until the source says the page is done. */
const transferMemory = (dsm: Dsm, source: Buffer, info: ImageInfo): Transferred | ScanProblem => {
  const setup = Buffer.alloc(sizes.setupMemXfer);
  dsm.call(source, dg.control, dat.setupMemXfer, msg.get, setup);
  const preferred = setup.readUInt32LE(8);
  const length = Math.min(
    largestStripBytes,
    preferred > 0 && preferred !== 0xffffffff ? preferred : usualStripBytes,
  );
  const block = dsm.block(length);
  const page = assembleStrips(info);
  const jpeg: Uint8Array[] = [];
  let jpegBytes = 0;
  try {
    for (let count = 0; count < maxStrips; count++) {
      const request = stripRequest(block.address, length);
      const code = dsm.call(source, dg.image, dat.imageMemXfer, msg.get, request);
      if (code !== rc.success && code !== rc.xferDone)
        return failure(dsm, source, code, 'memory transfer');
      const strip = readStrip(request);
      if (strip.bytesWritten > length) return corrupt('a strip larger than its buffer');
      const bytes = block.read(strip.bytesWritten);
      if (info.compression === compression.jpeg) {
        jpeg.push(bytes);
        jpegBytes += bytes.length;
        if (jpegBytes > maxPageBytes) return corrupt('a page too large');
      } else {
        const defect = page.add(strip, bytes);
        if (defect !== null) return corrupt(defect);
      }
      if (code === rc.success) continue;
      if (info.compression === compression.jpeg)
        return { image: { format: 'jpeg', data: joined(jpeg) }, dpi: info.dpi };
      const image = page.finish();
      return typeof image === 'string' ? corrupt(image) : { image, dpi: info.dpi };
    }
    return scanProblem('driver-hung', 'a page of endless strips');
  } finally {
    block.free();
  }
};

/** Native transfer: a handle to a DIB, which is ours to free. */
const transferNative = (dsm: Dsm, source: Buffer): Transferred | ScanProblem => {
  const reference = Buffer.alloc(8);
  const code = dsm.call(source, dg.image, dat.imageNativeXfer, msg.get, reference);
  if (code !== rc.xferDone) return failure(dsm, source, code, 'native transfer');
  const handle = reference.readBigUInt64LE(0);
  if (handle === 0n) return corrupt('a page without a picture');
  const bytes = dsm.readHandle(handle, 40, dibBytes);
  dsm.freeHandle(handle);
  const dib = readDib(bytes);
  return typeof dib === 'string' ? corrupt(dib) : dib;
};

/** File transfer: only where a folder in memory is named for it, and the file is gone as soon as it is read. */
const transferFile = (dsm: Dsm, source: Buffer, folder: string): Transferred | ScanProblem => {
  const path = join(folder, `page-${process.pid}.bmp`);
  try {
    const set = dsm.call(
      source,
      dg.control,
      dat.setupFileXfer,
      msg.set,
      fileSetup(path, bmpFormat),
    );
    if (set !== rc.success) return conditionOf(dsm, source, 'file set-up');
    const code = dsm.call(source, dg.image, dat.imageFileXfer, msg.get, null);
    if (code !== rc.xferDone) return failure(dsm, source, code, 'file transfer');
    const dib = readBmp(readFileSync(path));
    return typeof dib === 'string' ? corrupt(dib) : dib;
  } catch (error) {
    return corrupt(error instanceof Error ? error.message : 'no file');
  } finally {
    rmSync(path, { force: true });
  }
};

/** Brings the image that is ready over (state 6 to 7). */
export const transferPage = (
  dsm: Dsm,
  source: Buffer,
  how: Mechanism,
  fileFolder: string | undefined,
): Transferred | ScanProblem => {
  const bytes = Buffer.alloc(sizes.imageInfo);
  const known = dsm.call(source, dg.image, dat.imageInfo, msg.get, bytes) === rc.success;
  if (how === 'native') return transferNative(dsm, source);
  if (how === 'file') return transferFile(dsm, source, fileFolder ?? '');
  return known
    ? transferMemory(dsm, source, readImageInfo(bytes))
    : conditionOf(dsm, source, 'image info');
};
