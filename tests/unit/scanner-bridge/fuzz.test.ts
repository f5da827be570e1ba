import { createServer, type AddressInfo } from 'node:net';
import { encode } from 'dns-packet';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDriverConfig } from '../../../scanner-bridge/index.ts';
import { parseCapabilities } from '../../../scanner-bridge/drivers/escl/device.ts';
import { scannersIn } from '../../../scanner-bridge/drivers/escl/discovery.ts';
import { ask } from '../../../scanner-bridge/drivers/escl/http.ts';
import { jobUrl } from '../../../scanner-bridge/drivers/escl/scan-job.ts';
import { parseStatus } from '../../../scanner-bridge/drivers/escl/status.ts';
import { createSignReader } from '../../../scanner-bridge/drivers/scanimage/batch-lines.ts';
import { capabilitiesFrom } from '../../../scanner-bridge/drivers/scanimage/device-choices.ts';
import { parseDeviceOptions } from '../../../scanner-bridge/drivers/scanimage/device-options.ts';
import { createPnmReader } from '../../../scanner-bridge/drivers/scanimage/pnm.ts';
import { containerBytes, readContainer } from '../../../scanner-bridge/drivers/twain/containers.ts';
import { dibBytes, readDib } from '../../../scanner-bridge/drivers/twain/dib.ts';
import { createFrameReader, encodeFrame } from '../../../scanner-bridge/host/frames.ts';
import { hostMessageSchema } from '../../../scanner-bridge/host/messages.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { capabilitiesXml, statusXml, usualDevice } from '../../simulators/escl/documents.ts';

/** 100,000 a parser in the long form: EINWURF_FUZZ_INPUTS=100000. */
const inputs = Number(process.env['EINWURF_FUZZ_INPUTS'] ?? 5000);
const longTestMs = 600_000;
// What a garbage collection may leave: the runner's own, and compiled code.
const slackBytes = 24 * 1024 * 1024;

const nasty = [0, 1, 0x0a, 0x20, 0x3c, 0x3e, 0x5b, 0x5d, 0x7f, 0x80, 0xff];

/** Bytes of a sample with some flipped, overwritten, left out, doubled or cut off. */
const mutate = (sample: Uint8Array, next: () => number): Buffer => {
  let bytes = Buffer.from(sample);
  for (let times = 1 + Math.floor(next() * 4); times > 0 && bytes.length > 0; times--) {
    const at = Math.floor(next() * bytes.length);
    const choice = next();
    if (choice < 0.35) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(next() * 8));
    else if (choice < 0.65) bytes[at] = nasty[Math.floor(next() * nasty.length)] ?? 0;
    else if (choice < 0.75) bytes = bytes.subarray(0, at);
    else if (choice < 0.9)
      bytes = Buffer.concat([
        bytes.subarray(0, at),
        bytes.subarray(at + 1 + Math.floor(next() * 8)),
      ]);
    else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 8))]);
  }
  return bytes;
};

const bmp = (bits: number): Buffer => {
  const bytes = Buffer.alloc(40 + (bits === 24 ? 0 : 4 << bits) + 12 * 4);
  bytes.writeUInt32LE(40, 0);
  bytes.writeInt32LE(4, 4);
  bytes.writeInt32LE(4, 8);
  bytes.writeUInt16LE(1, 12);
  bytes.writeUInt16LE(bits, 14);
  return bytes;
};
const enumeration = Buffer.concat([
  Buffer.from([4, 0, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
  Buffer.from([0, 0, 1, 0, 2, 0]),
]);
const options = `
All options specific to device 'x:0':
  Scan Mode:
    --mode Lineart|Gray|Color [Gray]
    --resolution 50..1200dpi (in steps of 1) [300]
    --source Flatbed|ADF|ADF Duplex [inactive]
    -x 0..215.9mm (in steps of 0.1) [215.9]
    --page-loaded[=(yes|no)] [no] [hardware]
`;
const progress =
  'Place document no. 1 on the scanner.\nProgress: 12.5%\rScanned page 1. (scanner status = 5)\nscanimage: sane_read: Document feeder jammed\n';
const frame = Buffer.concat(
  encodeFrame({ type: 'event', id: 3, note: null, data: new Uint8Array([1, 2, 3]) }),
);
const xml = new TextEncoder().encode(capabilitiesXml(usualDevice));
const status = new TextEncoder().encode(statusXml('Idle', 'ScannerAdfLoaded'));
const text = (bytes: Buffer): string => bytes.toString('latin1');
const scanner = 'Simulated MFP._uscan._tcp.local';
const announcement = Buffer.from(
  encode({
    type: 'response',
    answers: [
      { type: 'PTR', name: '_uscan._tcp.local', data: scanner },
      { type: 'SRV', name: scanner, data: { target: 'printer.local', port: 80 } },
      {
        type: 'TXT',
        name: scanner,
        data: ['rs=eSCL', 'UUID=4509a320-00a0-008f-00b6-002507510eca'],
      },
      { type: 'A', name: 'printer.local', data: '192.0.2.7' },
    ],
  }),
);

/** What is held after all that can be let go is gone. */
const heldBytes = (): number => {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Each parser: good samples and what is done with a damaged one. Nothing may throw. */
const parsers: Readonly<
  Record<string, readonly [readonly Uint8Array[], (bytes: Buffer) => unknown]>
> = {
  frames: [
    [frame, Buffer.concat([Buffer.from('noise from a library\n'), frame])],
    (bytes) => {
      const messages = createFrameReader().push(bytes);
      if (typeof messages !== 'string') messages.forEach((m) => hostMessageSchema.safeParse(m));
      return messages;
    },
  ],
  'eSCL capabilities': [[xml.subarray(0, 1500), xml], (bytes) => parseCapabilities(text(bytes))],
  'eSCL status': [[status], (bytes) => parseStatus(text(bytes))],
  'eSCL job location': [
    [Buffer.from('http://printer.local:80/eSCL/ScanJobs/1'), Buffer.from('/eSCL/ScanJobs/1')],
    (bytes) => jobUrl(new URL('http://127.0.0.1/eSCL'), text(bytes)),
  ],
  'DNS-SD packets': [[announcement], (bytes) => scannersIn([bytes, announcement])],
  'DIB headers': [[bmp(1), bmp(8), bmp(24)], (bytes) => [dibBytes(bytes), readDib(bytes)]],
  'TWAIN containers': [
    [enumeration, Buffer.from([7, 0, 44, 1, 0, 0]), Buffer.alloc(22, 1)],
    (bytes) =>
      [3, 4, 5, 6].map((kind) => [containerBytes(kind, bytes), readContainer(kind, bytes)]),
  ],
  'scanimage options': [
    [Buffer.from(options)],
    (bytes) => capabilitiesFrom(parseDeviceOptions(text(bytes)), 'glass', 300),
  ],
  'scanimage progress': [[Buffer.from(progress)], (bytes) => createSignReader()(bytes)],
  'PNM pictures': [
    [Buffer.from('P6\n# SANE data follows\n2 2\n255\nabcdefghijkl'), Buffer.from('P4\n9 2\nabcd')],
    (bytes) => createPnmReader().push(bytes),
  ],
};

const signal = new AbortController().signal;
const answers = [
  Buffer.from(
    'HTTP/1.1 201 Created\r\nLocation: http://printer.local/eSCL/ScanJobs/1\r\nRetry-After: 3\r\nContent-Type: text/xml\r\nContent-Length: 5\r\n\r\nhello',
  ),
  Buffer.from(
    'HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n',
  ),
] as const;

describe('damaged input', () => {
  test.each(Object.keys(parsers))(
    `${inputs} damaged %s: no exception, no hang, no memory kept`,
    (name) => {
      const [samples, parse] = parsers[name] ?? [[], () => null];
      const next = seededRandom(20_261_123);
      const feed = (count: number): void => {
        for (let index = 0; index < count; index++)
          parse(mutate(samples[index % samples.length] ?? new Uint8Array(), next));
      };
      feed(Math.min(1000, inputs));
      const before = heldBytes();
      feed(inputs);
      expect(heldBytes() - before).toBeLessThan(slackBytes);
    },
    longTestMs,
  );

  test(
    `${inputs} damaged HTTP answers: each becomes an answer or a problem, no memory kept`,
    async () => {
      const next = seededRandom(20_261_124);
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.end(mutate(answers[next() < 0.5 ? 0 : 1], next)));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/eSCL`);
      const question = { method: 'GET', url, signal, idleMs: 5000, maxBytes: 4096 } as const;
      const feed = async (count: number): Promise<void> => {
        for (let asked = 0; asked < count; asked++) {
          const answer = await ask({ ...question, pin: undefined });
          if (!('status' in answer)) expect(['offline', 'cancelled']).toContain(answer.kind);
        }
      };
      await feed(Math.min(500, inputs));
      const before = heldBytes();
      await Promise.all(Array.from({ length: 4 }, () => feed(Math.ceil(inputs / 4))));
      expect(heldBytes() - before).toBeLessThan(slackBytes);
      await new Promise((resolve) => server.close(resolve));
    },
    longTestMs,
  );

  test('frames cut anywhere come out as they went in', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ type: fc.string(), id: fc.nat(), data: fc.uint8Array({ maxLength: 300 }) }),
          { maxLength: 5 },
        ),
        fc.integer({ min: 1, max: 50 }),
        (messages, size) => {
          const bytes = Buffer.concat(messages.flatMap((message) => encodeFrame(message)));
          const reader = createFrameReader();
          const out: unknown[] = [];
          for (let at = 0; at < bytes.length; at += size) {
            const got = reader.push(bytes.subarray(at, at + size));
            if (typeof got === 'string') throw new Error(got);
            out.push(...got);
          }
          expect(JSON.stringify(out)).toBe(JSON.stringify(messages));
        },
      ),
      { numRuns: 500 },
    );
  });

  test("Node's buffers travel as bytes like any others", () => {
    const frame = Buffer.concat(encodeFrame({ data: Buffer.from([1, 2, 3]) }));
    expect(createFrameReader().push(frame)).toEqual([{ data: Uint8Array.from([1, 2, 3]) }]);
  });

  test('any JSON as a driver configuration is accepted or refused with a sentence', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const parsed = parseDriverConfig(value);
        if (!parsed.ok) expect(parsed.problem).not.toBe('');
      }),
      { numRuns: 5000 },
    );
  });
});
