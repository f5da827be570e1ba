import { z } from 'zod';
import { identifierSchema, referenceNumberSchema, submissionIdSchema, timeSchema } from './part.ts';
import type { StatementKind } from './statement.ts';

const acceptanceReceiptSchema = z.object({
  version: z.literal(1),
  jobId: submissionIdSchema,
  referenceNumber: referenceNumberSchema,
  site: identifierSchema,
  kiosk: identifierSchema,
  acceptedAt: timeSchema,
  pageCount: z.int().positive(),
  /** First 16 hexadecimal digits of the SHA-256 of the announcement's bytes, as printed on the receipt. */
  fingerprint: z.string().regex(/^[0-9a-f]{16}$/),
  /** Said honestly: at this moment the kiosk has it, the office does not yet. */
  transmitted: z.literal(false),
});

/** Receipt R0: "accepted at this kiosk", signed by the kiosk's device key once everything is durably in its spool. */
export type AcceptanceReceipt = z.infer<typeof acceptanceReceiptSchema>;

export const acceptanceReceiptKind: StatementKind<AcceptanceReceipt> = {
  typ: 'einwurf-acceptance-receipt+jws',
  schema: acceptanceReceiptSchema,
};
