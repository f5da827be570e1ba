/** Where a secret is kept so that a copy of the disk cannot open it: the operating system's own store. */
export interface SecretStore {
  /** Which one it is, for log and status. */
  readonly name: 'dpapi' | 'keychain' | 'secret-service';
  /** Seals a text to this machine and account. */
  seal(text: string): Uint8Array;
  /** The text again, or null where this machine and account cannot open it. */
  open(sealed: Uint8Array): string | null;
}
