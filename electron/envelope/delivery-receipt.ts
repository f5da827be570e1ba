import { z } from 'zod';
import {
  identifierSchema,
  partSchema,
  referenceNumberSchema,
  sha512Schema,
  submissionIdSchema,
  timeSchema,
} from './part.ts';
import type { StatementKind } from './statement.ts';

const deliveryReceiptSchema = z.object({
  version: z.literal(1),
  jobId: submissionIdSchema,
  referenceNumber: referenceNumberSchema,
  /** SHA-512 of the announcement's bytes: what was received is what this kiosk had announced. */
  announcementSha512: sha512Schema,
  parts: z.array(partSchema),
  receivedAt: timeSchema,
  intakeId: identifierSchema,
});

/** What the receiving side signs once everything lies durably on its disk (receipt R1). */
export type DeliveryReceipt = z.infer<typeof deliveryReceiptSchema>;

export const deliveryReceiptKind: StatementKind<DeliveryReceipt> = {
  typ: 'einwurf-delivery-receipt+jws',
  schema: deliveryReceiptSchema,
};
