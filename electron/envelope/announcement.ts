import { z } from 'zod';
import {
  identifierSchema,
  partSchema,
  referenceNumberSchema,
  submissionIdSchema,
  timeSchema,
} from './part.ts';
import type { StatementKind } from './statement.ts';

const announcementSchema = z.object({
  version: z.literal(1),
  jobId: submissionIdSchema,
  referenceNumber: referenceNumberSchema,
  site: identifierSchema,
  kiosk: identifierSchema,
  createdAt: timeSchema,
  recipientKid: z.string(),
  parts: z.array(partSchema).min(1).max(1000),
});

/**
 * The list of parts that make up one submission, signed by the kiosk's device key. It travels readable, so that
 * the receiving side can tell a complete submission from half of one without opening anything; nothing personal.
 */
export type Announcement = z.infer<typeof announcementSchema>;

export const announcementKind: StatementKind<Announcement> = {
  typ: 'einwurf-announcement+jws',
  schema: announcementSchema,
};
