// The certificate library wants this polyfill before it.
import 'reflect-metadata';
import { X509Certificate } from 'node:crypto';
import { X509Crl } from '@peculiar/x509';

/** What the intake shows or checks at every connection, and that runs out some day. */
export const RUNS_OUT = ['certificate', 'client-authority', 'revocation-list'] as const;
export type RunsOut = (typeof RUNS_OUT)[number];

/** From when until when something counts, in milliseconds since 1970. */
export interface Validity {
  readonly what: RunsOut;
  readonly from: number;
  readonly until: number;
}

export type ValidityProblem = `${RunsOut}-expired`;

const DAY_MS = 24 * 3_600_000;
/** Longest time ahead that an end is announced. */
const NOTICE_MS = 30 * DAY_MS;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/gu;

const ofCertificates = (what: RunsOut, pem: string): readonly Validity[] =>
  (pem.match(CERTIFICATE) ?? []).map((one) => {
    const { validFrom, validTo } = new X509Certificate(one);
    return { what, from: Date.parse(validFrom), until: Date.parse(validTo) };
  });

const ofRevocationList = (pem: string): readonly Validity[] => {
  const { thisUpdate, nextUpdate } = new X509Crl(pem);
  // A list that names no next one counts for ever.
  if (nextUpdate === undefined) return [];
  return [{ what: 'revocation-list', from: thisUpdate.getTime(), until: nextUpdate.getTime() }];
};

/**
 * How long the intake's own certificate, the kiosks' authorities and the revocation list count, from their PEM texts.
 * Throws where one is damaged, as the TLS server would.
 */
export const validityOf = ({
  cert,
  ca,
  crl,
}: {
  readonly cert: string;
  readonly ca: string;
  readonly crl?: string;
}): readonly Validity[] => [
  // Below the first one stand the authorities that issued it; they outlive it or are renewed with it.
  ...ofCertificates('certificate', cert).slice(0, 1),
  ...ofCertificates('client-authority', ca),
  ...(crl === undefined ? [] : ofRevocationList(crl)),
];

/** Of each kind the one that runs out first. */
export const soonestOf = (all: readonly Validity[]): readonly Validity[] =>
  RUNS_OUT.flatMap((what) => {
    const [first] = all.filter((one) => one.what === what).sort((a, b) => a.until - b.until);
    return first === undefined ? [] : [first];
  });

/** What has run out: from then on no kiosk is let in, or lets the intake in. */
export const runOut = (all: readonly Validity[], now: number): readonly ValidityProblem[] =>
  soonestOf(all)
    .filter(({ until }) => until <= now)
    .map(({ what }) => `${what}-expired` as const);

/**
 * What runs out within 30 days, or has; what is made for a shorter term, within the last quarter of it (a revocation list
 * of 30 days: in its last week).
 */
export const endingOrOver = (all: readonly Validity[], now: number): readonly Validity[] =>
  soonestOf(all).filter(({ from, until }) => until - now < Math.min(NOTICE_MS, (until - from) / 4));

/** Of these, what still counts. */
export const runningOut = (all: readonly Validity[], now: number): readonly Validity[] =>
  endingOrOver(all, now).filter(({ until }) => until > now);
