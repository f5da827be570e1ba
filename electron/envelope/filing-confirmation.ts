import { z } from 'zod';
import { identifierSchema, referenceNumberSchema, submissionIdSchema, timeSchema } from './part.ts';
import type { StatementKind } from './statement.ts';

const filingConfirmationSchema = z.object({
  version: z.literal(1),
  jobId: submissionIdSchema,
  referenceNumber: referenceNumberSchema,
  filedAt: timeSchema,
  /** Who says so: the intake or document system whose key signed. */
  by: identifierSchema,
});

/** Receipt R2: opened, verified and handed to the office's document system. */
export type FilingConfirmation = z.infer<typeof filingConfirmationSchema>;

export const filingConfirmationKind: StatementKind<FilingConfirmation> = {
  typ: 'einwurf-filing-confirmation+jws',
  schema: filingConfirmationSchema,
};
