import { decodeJwt } from 'jose';

/** How far a submission has come, with the time of that step (ISO 8601). */
export interface ReferenceStanding {
  readonly state: 'unknown' | 'received' | 'filed';
  readonly at: string | null;
}

/** Own statements from the own store: their signatures are not checked again. */
const claimsOf = (jws: string | null): Readonly<Record<string, unknown>> | null => {
  try {
    return jws === null ? null : decodeJwt(jws.trim());
  } catch {
    return null;
  }
};

/** Where one submission stands, by its confirmation (R2) and its receipt (R1), as far as there are any. */
export const standingBy = (
  confirmation: string | null,
  receipt: string | null,
): ReferenceStanding => {
  const filed = claimsOf(confirmation);
  if (filed !== null) return { state: 'filed', at: String(filed['filedAt']) };
  const received = claimsOf(receipt);
  if (received !== null) return { state: 'received', at: String(received['receivedAt']) };
  return { state: 'unknown', at: null };
};

/** The least advanced, where a number was drawn twice. */
export const leastAdvanced = (standings: readonly ReferenceStanding[]): ReferenceStanding =>
  standings.find(({ state }) => state === 'received') ??
  standings.find(({ state }) => state === 'filed') ?? { state: 'unknown', at: null };
