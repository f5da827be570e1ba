import { app, safeStorage } from 'electron';
import type { SecretStore } from '../domain/secret-store.ts';

/* eslint-disable @typescript-eslint/no-deprecated -- Electron 25 has nothing else; newer ones still have these, too. */

const nameHere = (): SecretStore['name'] => {
  if (process.platform === 'win32') return 'dpapi';
  return process.platform === 'darwin' ? 'keychain' : 'secret-service';
};

/**
 * On Linux Chromium seals with a password that stands in its source where it finds no key store ("basic_text"); such a
 * seal begins with "v10", one under a key of the store with "v11" (chromium/src, components/os_crypt). Looked at in
 * what comes out, because Electron 25 cannot be asked for the backend.
 */
const isReal = (sealed: Buffer): boolean =>
  process.platform !== 'linux' || sealed.subarray(0, 3).toString('latin1') === 'v11';

/**
 * Lets Chromium look for the desktop's key store where no desktop says which one it has, as under cage. Without a
 * session bus, or where systemd hands the key over, there is nothing to look for. Call before Electron is ready.
 */
export const lookForSecretService = (env: Readonly<Record<string, string | undefined>>): void => {
  if (process.platform !== 'linux' || env.DBUS_SESSION_BUS_ADDRESS === undefined) return;
  if (env.XDG_CURRENT_DESKTOP !== undefined || env.CREDENTIALS_DIRECTORY !== undefined) return;
  app.commandLine.appendSwitch('password-store', 'gnome-libsecret');
};

/** The operating system's key store through Electron's safeStorage, or null where there is no real one. Call when ready. */
export const osSecretStore = (): SecretStore | null => {
  try {
    if (!safeStorage.isEncryptionAvailable() || !isReal(safeStorage.encryptString('?')))
      return null;
  } catch {
    return null;
  }
  return {
    name: nameHere(),
    seal: (text) => safeStorage.encryptString(text),
    open: (sealed) => {
      try {
        return safeStorage.decryptString(Buffer.from(sealed));
      } catch {
        return null;
      }
    },
  };
};
