import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ChildPort } from '../../electron/domain/child-port.ts';

/**
 * Where `npm test` gathers the finished PDFs of all tests, to check every one of them at the end
 * (`tests/pdfs/every-pdf.test.ts`). Where it is not set, nothing is gathered.
 */
export const collectionFolder = process.env['EINWURF_COLLECT_PDFS'];

/** Hands in a PDF that the product finished (none that a test broke on purpose), under the name of its test file. */
export const collectPdf = (pdf: Uint8Array): void => {
  if (collectionFolder === undefined) return;
  const name = createHash('sha256').update(pdf).digest('hex');
  writeFileSync(join(collectionFolder, `${name}.pdf`), pdf);
  writeFileSync(join(collectionFolder, `${name}.txt`), expect.getState().testPath ?? '');
};

interface Asked {
  readonly kind?: string;
  readonly id?: number;
  readonly document?: number;
}
interface Answered {
  readonly kind?: string;
  readonly id?: number;
  readonly value?: { readonly bytes?: Uint8Array | null };
}

/** The document process, with every PDF that it finishes and checked itself handed in to the collection. */
export const collectingPdfs = (port: ChildPort): ChildPort => {
  if (collectionFolder === undefined) return port;
  const asked = new Map<number, Asked>();
  const pieces = new Map<number, Uint8Array[]>();
  port.onMessage((message) => {
    const { kind, id = 0, value } = message as Answered;
    const { kind: wanted, document = 0 } = asked.get(id) ?? {};
    const bytes = value?.bytes;
    if (!asked.delete(id) || kind !== 'done' || bytes === undefined || bytes === null) return;
    const written = [...(pieces.get(document) ?? []), bytes];
    pieces.set(document, written);
    if (wanted !== 'pdf-end') return;
    pieces.delete(document);
    collectPdf(Buffer.concat(written));
  });
  return {
    ...port,
    post: (message) => {
      const question = message as Asked;
      if (question.kind?.startsWith('pdf-') === true && question.id !== undefined)
        asked.set(question.id, question);
      port.post(message);
    },
  };
};
