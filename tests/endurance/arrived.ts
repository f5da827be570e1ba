import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPrivateKeys } from '../../intake/key-folder.ts';
import { readKioskRegister } from '../../intake/kiosk-register.ts';
import { openSubmission } from '../../intake/opener.ts';
import type { DemoKeys } from '../../setup/demo-keys.ts';
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
  const { inboxFolder, keysFolder, kiosksFolder } = keys.intake;
  const privateKeys = await readPrivateKeys(keysFolder);
  if (!privateKeys.ok) throw new Error(privateKeys.problem);
  const register = await readKioskRegister(kiosksFolder);
  const out = await mkdtemp(join(tmpdir(), 'einwurf-arrived-'));
  try {
    const arrived: Arrived[] = [];
    for (const id of await readdir(inboxFolder)) {
      const opened = await openSubmission({
        folder: join(inboxFolder, id),
        outFolder: out,
        privateKeyFor: (kid) => privateKeys.value.get(kid),
        kioskKeyFor: (kid) => register.keyFor(kid),
      });
      if (!opened.ok) throw new Error(`${id}: ${opened.problem}`);
      const { manifest, documents, folder } = opened.value;
      arrived.push({
        reference: manifest.referenceNumber,
        name: manifest.details.name,
        pages: documents.flatMap((pdf) => renderedPages(pdf, 75).map((page) => pageNumberOn(page))),
      });
      await rm(folder, { recursive: true });
    }
    return arrived;
  } finally {
    await rm(out, { recursive: true, force: true });
  }
};
