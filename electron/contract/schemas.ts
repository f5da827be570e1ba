import { z } from 'zod';
import { languages } from '../domain/language.ts';
import { messageLimit, type CustomerEvent } from '../domain/journey.ts';
import { serviceNotices } from '../domain/problem.ts';
import { isReferenceNumber } from '../domain/reference-number.ts';
import type { AttendantRequest } from './attendant.ts';
import type { KioskRequests, RequestName } from './requests.ts';

/** Longest text a customer can type into any field, in characters. */
const TEXT_LIMIT = 200;

/** Longest text read aloud at once, in characters: a whole screen of it. */
const SPEECH_LIMIT = 4000;

const text = z.string().max(TEXT_LIMIT);
const pageId = z.uuid();

/** Most bars on one page. */
const MOST_AREAS = 200;
const share = z.number().min(0).max(1);
const area = z.strictObject({ left: share, top: share, width: share, height: share });

const customerEvent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('begin') }),
  z.strictObject({ kind: z.literal('choose-language'), language: z.enum(languages) }),
  z.strictObject({ kind: z.literal('continue') }),
  z.strictObject({ kind: z.literal('back') }),
  z.strictObject({ kind: z.literal('start-scan') }),
  z.strictObject({ kind: z.literal('stop-scan') }),
  z.strictObject({ kind: z.literal('scan-more') }),
  z.strictObject({ kind: z.literal('rescan-page'), pageId }),
  z.strictObject({ kind: z.literal('remove-page'), pageId }),
  z.strictObject({ kind: z.literal('undo') }),
  z.strictObject({ kind: z.literal('rotate-page'), pageId }),
  z.strictObject({ kind: z.literal('show-whole'), pageId, whole: z.boolean() }),
  z.strictObject({
    kind: z.literal('move-page'),
    pageId,
    to: z.number().int().min(0).max(9999),
  }),
  z.strictObject({ kind: z.literal('keep-page'), pageId }),
  z.strictObject({
    kind: z.literal('blacken-page'),
    pageId,
    areas: z.array(area).max(MOST_AREAS),
  }),
  z.strictObject({ kind: z.literal('split-before'), pageId, split: z.boolean() }),
  z.strictObject({ kind: z.literal('write-message'), message: z.string().max(messageLimit) }),
  z.strictObject({
    kind: z.literal('enter-details'),
    details: z.strictObject({ caseNumber: text, name: text, representative: text.exactOptional() }),
  }),
  z.strictObject({ kind: z.literal('choose-topic'), topic: text }),
  z.strictObject({
    kind: z.literal('change'),
    answer: z.enum(['pages', 'details', 'topic']),
    document: z.number().int().min(0).max(9999).exactOptional(),
  }),
  z.strictObject({ kind: z.literal('submit') }),
  z.strictObject({ kind: z.literal('finish') }),
  z.strictObject({ kind: z.literal('print-receipt') }),
  z.strictObject({ kind: z.literal('look-up') }),
  z.strictObject({ kind: z.literal('ask-standing'), reference: text }),
  z.strictObject({ kind: z.literal('end') }),
]) satisfies z.ZodType<CustomerEvent>;

/** A request that says nothing more than what it is. */
const none = <Kind extends AttendantRequest['kind']>(kind: Kind) =>
  z.strictObject({ kind: z.literal(kind) });

const attendantRequest = z.union([
  none('ask-unlock'),
  z.strictObject({
    kind: z.literal('unlock'),
    number: z.string().regex(/^\d{2}$/),
    pin: z.string().regex(/^\d{1,12}$/),
  }),
  z.strictObject({ kind: z.literal('card'), text: z.string().regex(/^[!-~]{4,64}$/) }),
  none('close'),
  none('look-at-status'),
  none('test-scanner'),
  z.strictObject({
    kind: z.literal('take-out-of-order'),
    notice: z.enum(serviceNotices),
    backAt: z.iso.datetime().nullable(),
  }),
  none('put-back-in-order'),
  none('look-at-queue'),
  z.strictObject({
    kind: z.literal('look-up'),
    referenceNumber: z.string().refine(isReferenceNumber),
  }),
  none('export-logs'),
  none('restart'),
  none('leave-kiosk'),
  none('lock-again'),
]) satisfies z.ZodType<AttendantRequest>;

/** How main parses what the renderer sends. The renderer is not trusted. */
export const requestSchemas: {
  readonly [Name in RequestName]: z.ZodType<KioskRequests[Name]['request']>;
} = {
  'current-view': z.null(),
  'customer-event': customerEvent,
  activity: z.null(),
  speak: z.strictObject({
    text: z.string().max(SPEECH_LIMIT),
    locale: z.string().regex(/^[a-z]{2}(-[A-Za-z0-9]{2,8})*$/),
    volume: z.number().int().min(1).max(5),
    speed: z.number().int().min(1).max(5),
  }),
  attendant: attendantRequest,
  heartbeat: z.null(),
};
