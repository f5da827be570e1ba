import { describe, expect, it } from 'vitest';
import { cap, dat, msg, rc, type } from '../../../scanner-bridge/drivers/twain/constants.ts';
import { oneValue } from '../../../scanner-bridge/drivers/twain/containers.ts';
import type { Dsm } from '../../../scanner-bridge/drivers/twain/dsm.ts';
import { negotiate } from '../../../scanner-bridge/drivers/twain/negotiate.ts';
import type { ScanSettings } from '../../../scanner-bridge/index.ts';

const FAILURE = 1;

/**
 * A source that has the capabilities given and takes for each only the values given, keeping its first value
 * otherwise, as TWAIN 2.5 (chapter 10) lets it.
 */
const sourceTaking = (takes: Readonly<Record<number, readonly number[]>>) => {
  const inForce = new Map(Object.entries(takes).map(([id, [first]]) => [Number(id), first ?? 0]));
  const memory = new Map<bigint, Buffer>();
  const keep = (content: Buffer): bigint => {
    const handle = BigInt(memory.size + 1);
    memory.set(handle, content);
    return handle;
  };
  const dsm: Pick<Dsm, 'call' | 'readHandle' | 'newHandle' | 'freeHandle'> = {
    call: (_source, _group, data, message, content) => {
      if (data !== dat.capability || !Buffer.isBuffer(content)) return FAILURE;
      const id = content.readUInt16LE(0);
      const allowed = takes[id];
      if (allowed === undefined) return FAILURE;
      if (message === msg.set) {
        const wish = memory.get(content.readBigUInt64LE(4))?.readInt16LE(2) ?? 0;
        if (!allowed.includes(wish)) return FAILURE;
        inForce.set(id, wish);
      } else {
        content.writeUInt16LE(5, 2);
        content.writeBigUInt64LE(keep(oneValue(type.uint16, inForce.get(id) ?? 0)), 4);
      }
      return rc.success;
    },
    readHandle: (handle) => memory.get(handle) ?? Buffer.alloc(0),
    newHandle: keep,
    freeHandle: () => undefined,
  };
  return { dsm: dsm as Dsm, inForce };
};

const wish: ScanSettings = {
  source: 'feeder',
  duplex: false,
  mode: 'colour',
  dpi: 300,
  maxPages: 10,
};
const agree = (takes: Readonly<Record<number, readonly number[]>>) => {
  const { dsm, inForce } = sourceTaking(takes);
  return { outcome: negotiate(dsm, Buffer.alloc(8), 'feeder', wish, ['native']), inForce };
};

describe('what a TWAIN source takes is read back', () => {
  it('a source that has none of it scans as it is', () => {
    expect(agree({}).outcome).toBe('native');
  });

  it('A4 is asked for, and where there is no A4, all that the device can take in', () => {
    expect(agree({ [cap.supportedSizes]: [3, 1, 0] }).inForce.get(cap.supportedSizes)).toBe(1);
    expect(agree({ [cap.supportedSizes]: [3, 0] }).inForce.get(cap.supportedSizes)).toBe(0);
  });

  it('a source that stays at a size which would cut the page is refused, not used', () => {
    expect(agree({ [cap.supportedSizes]: [3] }).outcome).toMatchObject({
      kind: 'refused-settings',
      detail: expect.stringContaining('page size') as string,
    });
  });

  it.each([
    [[3, 0, 1, 2], 0],
    [[3, 1, 2], 2],
    [[3, 1], 1],
  ])('of the ways to notice two sheets %j, the surest is switched on: %i', (ways, chosen) => {
    const { outcome, inForce } = agree({ [cap.doubleFeedDetection]: ways });
    expect([outcome, inForce.get(cap.doubleFeedDetection)]).toEqual(['native', chosen]);
  });

  it('a device that cannot notice two sheets in any of these ways is still used', () => {
    expect(agree({ [cap.doubleFeedDetection]: [9] }).outcome).toBe('native');
  });
});
