import { z } from 'zod';

import { scanProblemKinds } from '../scan-problem.ts';

/** Raised with every change of the messages: parent and host of different builds refuse each other. */
export const protocolVersion = 3;

const id = z.int().min(0);
const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'must be bytes');

const settingsSchema = z.strictObject({
  source: z.enum(['feeder', 'glass', 'auto']),
  duplex: z.boolean(),
  mode: z.enum(['colour', 'grey', 'bitonal']),
  dpi: z.int().min(1).max(4800),
  maxPages: z.int().min(1).max(10_000),
  waitForPaperMs: z.number().min(0).optional(),
});

/** What the kiosk says to the host. */
export const parentMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('configure'),
    protocol: z.number(),
    driver: z.unknown(),
    limits: z.strictObject({ identicalPages: z.int().min(2) }),
    note: z.unknown(),
  }),
  z.strictObject({ type: z.literal('list'), id }),
  z.strictObject({ type: z.literal('capabilities'), id, deviceId: z.string() }),
  z.strictObject({ type: z.literal('feel-paper'), id, deviceId: z.string() }),
  z.strictObject({ type: z.literal('scan'), id, deviceId: z.string(), settings: settingsSchema }),
  z.strictObject({ type: z.literal('next'), id }),
  z.strictObject({ type: z.literal('cancel'), id }),
  z.strictObject({ type: z.literal('ping'), id }),
  z.strictObject({ type: z.literal('close') }),
]);
export type ParentMessage = z.infer<typeof parentMessageSchema>;

const problemSchema = z.strictObject({
  kind: z.enum(scanProblemKinds),
  detail: z.string().max(4000),
});

const px = z.int().min(1).max(65_535);
const imageSchema = z.discriminatedUnion('format', [
  z.strictObject({ format: z.literal(['jpeg', 'png', 'tiff']), data: bytes }),
  z.strictObject({
    format: z.literal('raw'),
    widthPx: px,
    heightPx: px,
    channels: z.literal([1, 3]),
    data: bytes,
  }),
]);

const sequence = z.int().min(1);
const eventSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('progress'),
    sequence,
    fraction: z.number().min(0).max(1).nullable(),
    waiting: z.literal(true).exactOptional(),
  }),
  z.strictObject({
    kind: z.literal('page'),
    page: z.strictObject({
      image: imageSchema,
      dpi: z.number().min(1).max(9600),
      side: z.enum(['front', 'back']),
      sequence,
    }),
  }),
  z.strictObject({
    kind: z.literal('end'),
    problem: problemSchema.nullable(),
    pages: z.int().min(0),
  }),
]);

const devicesSchema = z
  .array(
    z.strictObject({
      id: z.string().max(500),
      manufacturer: z.string().max(500),
      model: z.string().max(500),
    }),
  )
  .max(1000)
  .readonly();

/** No page is larger, in bytes. */
const maxPageBytes = 256 * 1024 * 1024;

const capabilitiesSchema = z.strictObject({
  sources: z
    .array(z.enum(['feeder', 'glass']))
    .max(2)
    .readonly(),
  duplex: z.boolean(),
  modes: z
    .array(z.enum(['colour', 'grey', 'bitonal']))
    .max(3)
    .readonly(),
  resolutions: z.array(z.number()).max(10_000).readonly(),
  sensesPaper: z.boolean(),
});

/** What the host says to the kiosk. Read as strictly as if it came from a stranger: a driver may have run wild. */
export const hostMessageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), protocol: z.number() }),
  z.strictObject({ type: z.literal('devices'), id, devices: devicesSchema }),
  z.strictObject({
    type: z.literal('capabilities'),
    id,
    capabilities: z.union([problemSchema, capabilitiesSchema]),
  }),
  z.strictObject({
    type: z.literal('paper'),
    id,
    loaded: z.boolean().nullable(),
    note: z.unknown(),
  }),
  z.strictObject({ type: z.literal('event'), id, event: eventSchema, note: z.unknown() }),
  // A part of the page in the next event, which itself comes without bytes then (page-pieces.ts).
  z.strictObject({
    type: z.literal('piece'),
    id,
    at: z.int().min(0),
    length: z.int().min(1).max(maxPageBytes),
    bytes,
  }),
  z.strictObject({ type: z.literal('pong'), id }),
]);
export type HostMessage = z.infer<typeof hostMessageSchema>;
