import { webcrypto } from 'node:crypto';
import { CompactSign, compactVerify, decodeProtectedHeader } from 'jose';
import type { z } from 'zod';
import { overwrite } from '../domain/overwrite.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { SigningKey, VerifyingKey } from './signing-key.ts';

// The JOSE library wants the Web Crypto global, which older Electron lacks.
(globalThis as { crypto?: unknown }).crypto ??= webcrypto;

/** Why a signed statement is not believed. */
export type StatementProblem =
  'unreadable' | 'unknown-signer' | 'bad-signature' | 'unknown-content';

/** Finds the public key of a signer by its key id. */
export type VerifyingKeyFor = (kid: string) => VerifyingKey | undefined;

/** A kind of statement: its `typ`, so that one kind never passes for another, and the shape of its content. */
export interface StatementKind<Content> {
  readonly typ: string;
  readonly schema: z.ZodType<Content>;
}

/** Signs content as JWS Compact (RFC 7515), ES256, with `kid` and `typ` in the protected header. */
export const signStatement = async <Content>(
  kind: StatementKind<Content>,
  content: Content,
  key: SigningKey,
): Promise<string> => {
  const payload = new TextEncoder().encode(JSON.stringify(kind.schema.parse(content)));
  try {
    return await new CompactSign(payload)
      .setProtectedHeader({ alg: 'ES256', kid: key.kid, typ: kind.typ })
      .sign(key.privateKey);
  } finally {
    overwrite(payload);
  }
};

const parsedContent = <Content>(
  kind: StatementKind<Content>,
  payload: Uint8Array,
): Result<Content, StatementProblem> => {
  try {
    const content = kind.schema.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    return content.success ? ok(content.data) : failed('unknown-content');
  } catch {
    return failed('unknown-content');
  }
};

/** Checks signer, algorithm, kind, signature and shape of a signed statement, and gives its content. */
export const verifyStatement = async <Content>(
  kind: StatementKind<Content>,
  jws: string,
  keyFor: VerifyingKeyFor,
): Promise<Result<Content, StatementProblem>> => {
  let header: { kid?: string; typ?: string };
  try {
    header = decodeProtectedHeader(jws);
  } catch {
    return failed('unreadable');
  }
  if (header.typ !== kind.typ) return failed('unknown-content');
  const key = header.kid === undefined ? undefined : keyFor(header.kid);
  if (key === undefined) return failed('unknown-signer');
  try {
    const { payload } = await compactVerify(jws, key.publicKey, { algorithms: ['ES256'] });
    return parsedContent(kind, payload);
  } catch {
    return failed('bad-signature');
  }
};
