import type { DemoKeys } from '../../setup/demo-keys.ts';
import { openArrived } from '../app/support/open-arrived.ts';
import { pageNumberOn, renderedPages } from '../app/support/rendered-pages.ts';

/** One submission as its recipient reads it. */
export interface Arrived {
  readonly reference: string;
  readonly name: string;
  /** The numbers that stand on the pages of its document. */
  readonly pages: readonly number[];
}

/** Opens everything that lies at the intake; an error names what cannot be opened. */
export const arrivedAt = async (keys: DemoKeys): Promise<readonly Arrived[]> => {
  const arrived: Arrived[] = [];
  await openArrived(keys, ({ manifest, documents }) => {
    arrived.push({
      reference: manifest.referenceNumber,
      name: manifest.details.name,
      pages: documents.flatMap((pdf) => renderedPages(pdf, 75).map((page) => pageNumberOn(page))),
    });
  });
  return arrived;
};
