import { z } from 'zod';
import type { Failure } from '../../transport.ts';
import { checkCertificateChain } from './certificate-chain.ts';
import { later, refused, type FitConnectSettings, type Work } from './work.ts';

const MINIMUM_MODULUS_CHARACTERS = 683;
const METADATA_VERSION = '2.1.0';

const destinationSchema = z.looseObject({
  status: z.string(),
  encryptionKid: z.string(),
  metadataVersions: z.array(z.string()).optional(),
  publicServices: z
    .array(
      z.looseObject({
        identifier: z.string(),
        submissionSchemas: z.array(z.looseObject({ schemaUri: z.string() })).optional(),
      }),
    )
    .optional(),
});
const recipientKeySchema = z.looseObject({
  kty: z.literal('RSA'),
  alg: z.literal('RSA-OAEP-256'),
  kid: z.string(),
  key_ops: z.array(z.string()).refine((operations) => operations.includes('wrapKey')),
  n: z.string().min(MINIMUM_MODULUS_CHARACTERS),
  e: z.literal('AQAB'),
  x5c: z.array(z.string()).optional(),
});
/** Whether a destination lists our metadata version, our service and the schema of our data, as far as it lists them. */
const takesOurs = (
  { metadataVersions, publicServices }: z.infer<typeof destinationSchema>,
  { publicService, submissionSchema }: FitConnectSettings,
): boolean => {
  if (metadataVersions?.includes(METADATA_VERSION) === false) return false;
  if (publicServices === undefined) return true;
  const service = publicServices.find(({ identifier }) => identifier === publicService.identifier);
  if (service === undefined) return false;
  const { submissionSchemas } = service;
  if (submissionSchemas === undefined || submissionSchema === undefined) return true;
  return submissionSchemas.some(({ schemaUri }) => schemaUri === submissionSchema);
};

/** The destination must be active and take what we have, and the key everything is sealed to must still be its current, suitable one. */
export const checkDestination = async ({
  api,
  settings,
  routing,
  signal,
}: Work): Promise<Failure | null> => {
  const path = `v2/destinations/${settings.destinationId}`;
  const answer = await api.get(path, signal);
  if (!answer.ok) return answer.problem;
  const destination = destinationSchema.safeParse(answer.value);
  if (!destination.success) return later('server-failed', 'transport');
  if (destination.data.status !== 'active') return later('server-busy', 'transport');
  if (destination.data.encryptionKid !== routing.recipientKid)
    return refused('recipient-key-replaced');
  if (!takesOurs(destination.data, settings)) return refused('destination-unsuitable');
  const key = await api.get(`${path}/keys/${routing.recipientKid}`, signal);
  if (!key.ok) return key.problem;
  const suitable = recipientKeySchema.safeParse(key.value);
  if (!suitable.success || suitable.data.kid !== routing.recipientKid)
    return refused('recipient-key-unsuitable');
  const { authorities, now } = settings;
  return authorities === undefined ||
    checkCertificateChain(suitable.data, authorities, now()) === null
    ? null
    : refused('recipient-key-unsuitable');
};
