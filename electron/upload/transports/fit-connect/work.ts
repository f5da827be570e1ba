import type { X509Certificate } from 'node:crypto';
import { z } from 'zod';
import type { Failure, RefusalReason, UploadFile, UploadJob } from '../../transport.ts';
import type { FitConnectAccess, FitConnectApi } from './api.ts';

/** Names of the parts that only FIT-Connect needs, as the envelope writes them. */
export const METADATA = 'fit-connect-metadata.jwe';
export const DATA = 'fit-connect-data.jwe';
export const ROUTING = 'fit-connect-routing.json';

/** What the service answers to an announcement. */
export const announcedSchema = z.looseObject({ submissionId: z.uuid(), caseId: z.uuid() });
export type Announced = z.infer<typeof announcedSchema>;

export interface FitConnectSettings extends FitConnectAccess {
  readonly destinationId: string;
  /** LeiKa key of the public service, `urn:de:fim:leika:leistung:…`, and its name. */
  readonly publicService: { readonly identifier: string; readonly name: string };
  /** Schema of the data record (`schemaUri`) that the destination must list for the service; not looked at where missing. */
  readonly submissionSchema?: string;
  /** How often to look for the authority's answer, in milliseconds. */
  readonly lookAgainMs: number;
  /** Authorities that the chain of the destination's key must lead to; it is not looked at where missing. */
  readonly authorities?: readonly X509Certificate[];
  /** Wall clock, milliseconds since 1970. */
  readonly now: () => number;
}

/** What lies beside the sealed files, readable, for the transport. */
export const routingSchema = z.object({
  version: z.literal(1),
  recipientKid: z.string().min(1),
  attachments: z.record(z.string(), z.uuidv4()),
});
type Routing = z.infer<typeof routingSchema>;

/** A person must look. */
export const refused = (reason: RefusalReason, problems: readonly string[] = []): Failure => ({
  kind: 'refused',
  status: 422,
  reason,
  ...(problems.length === 0 ? {} : { problems }),
});
/** Tried again. */
export const later = (
  reason: Extract<Failure, { kind: 'later' }>['reason'],
  scope: 'entry' | 'transport',
  retryAfterMs = 0,
): Failure => ({ kind: 'later', reason, scope, retryAfterMs });

/** One job with everything the steps below need. */
export interface Work {
  readonly api: FitConnectApi;
  readonly settings: FitConnectSettings;
  readonly job: UploadJob;
  readonly routing: Routing;
  readonly file: (name: string) => UploadFile;
  readonly signal: AbortSignal;
}
