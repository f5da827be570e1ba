import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readPrivateKeys } from '../../../intake/key-folder.ts';
import { readKioskRegister } from '../../../intake/kiosk-register.ts';
import { openSubmission, type OpenedSubmission } from '../../../intake/opener.ts';
import type { DemoKeys } from '../../../setup/demo-keys.ts';

/**
 * Opens everything that lies at the intake, one submission after the other; its files are gone when `see` has seen
 * them. An error names what cannot be opened.
 */
export const openArrived = async (
  { intake: { inboxFolder, keysFolder, kiosksFolder } }: DemoKeys,
  see: (opened: OpenedSubmission) => void,
): Promise<void> => {
  const privateKeys = await readPrivateKeys(keysFolder);
  if (!privateKeys.ok) throw new Error(privateKeys.problem);
  const register = await readKioskRegister(kiosksFolder);
  const out = await mkdtemp(join(tmpdir(), 'einwurf-arrived-'));
  try {
    for (const id of await readdir(inboxFolder)) {
      const opened = await openSubmission({
        folder: join(inboxFolder, id),
        outFolder: out,
        privateKeyFor: (kid) => privateKeys.value.get(kid),
        kioskKeyFor: (kid) => register.keyFor(kid),
      });
      if (!opened.ok) throw new Error(`${id}: ${opened.problem}`);
      see(opened.value);
      await rm(opened.value.folder, { recursive: true });
    }
  } finally {
    await rm(out, { recursive: true, force: true });
  }
};
