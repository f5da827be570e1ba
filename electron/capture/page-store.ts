import { createCipheriv, createDecipheriv, randomBytes, randomFillSync } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageId, PictureSize } from '../domain/page.ts';
import { decryptQuietly } from '../domain/decrypt-quietly.ts';
import { overwrite } from '../domain/overwrite.ts';
import { failed, ok, type Result } from '../domain/result.ts';

/** What is kept of one page: as scanned, for the list, for the screen, ready for the document, its words. */
export type PageImageKind = PictureSize | 'original' | 'prepared' | 'words';

/**
 * 'storage-full': no room on the disk; 'storage-failed': the disk or the folder does not work;
 * 'damaged': what was stored does not come back as it went in; 'missing': there is no such image (any more).
 */
export type PageStoreProblem = 'storage-full' | 'storage-failed' | 'damaged' | 'missing';

export interface PageStoreOptions {
  /** Folder for this visit's files; made if missing, deleted by `wipe`. */
  readonly folder: string;
  /** How many bytes of images (encrypted, too) may stay in memory instead of going to disk. */
  readonly memoryCapBytes?: number;
}

/** Where one encrypted image lies. Its place is found by chance, so a file name says nothing. */
interface Entry {
  readonly size: number;
  readonly sealed: Uint8Array | null;
  readonly file: string | null;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const DEFAULT_MEMORY_CAP_BYTES = 64 * 1024 * 1024;
/** Only small images (thumbnails, previews) compete for memory; originals go to disk at once. */
const LARGEST_IN_MEMORY_BYTES = 512 * 1024;

const entryKey = (page: PageId, kind: PageImageKind): string => `${kind}:${page}`;

const asProblem = (error: unknown): PageStoreProblem => {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'storage-full';
  return code === 'ENOENT' ? 'damaged' : 'storage-failed';
};

/**
 * The pages of one visit, each image encrypted with AES-256-GCM under a key that exists in this object only.
 * After `wipe`, after a crash or a power cut the files are noise. Nothing is ever written in the clear.
 */
export class PageStore {
  readonly #folder: string;
  readonly #memoryCapBytes: number;
  readonly #key = randomBytes(KEY_BYTES);
  readonly #entries = new Map<string, Entry>();
  #usedIvs = 0;
  #inMemoryBytes = 0;
  #wiped = false;

  constructor(options: PageStoreOptions) {
    this.#folder = options.folder;
    this.#memoryCapBytes = options.memoryCapBytes ?? DEFAULT_MEMORY_CAP_BYTES;
  }

  /**
   * Deletes what an earlier run left behind. It cannot be read any more (its keys died with that run), but it
   * takes room. Call at start-up, before the first visit.
   * @param folder the folder that holds the visits' folders
   */
  static async clearLeftovers(folder: string): Promise<Result<void, PageStoreProblem>> {
    try {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return ok(undefined);
    } catch (error) {
      return failed(asProblem(error));
    }
  }

  /** Keeps one image; an image of the same page and kind kept before is replaced. */
  async put(
    page: PageId,
    kind: PageImageKind,
    image: Uint8Array,
  ): Promise<Result<void, PageStoreProblem>> {
    if (this.#wiped) return failed('missing');
    const sealed = this.#seal(page, kind, image);
    const stored = await this.#keep(sealed);
    if (!stored.ok) return stored;
    if (this.#isWiped()) {
      await this.wipe();
      return failed('missing');
    }
    const before = this.#entries.get(entryKey(page, kind));
    this.#entries.set(entryKey(page, kind), stored.value);
    await this.#discard(before);
    return ok(undefined);
  }

  /** The image as it was put in. */
  async get(page: PageId, kind: PageImageKind): Promise<Result<Uint8Array, PageStoreProblem>> {
    const entry = this.#entries.get(entryKey(page, kind));
    if (entry === undefined || this.#wiped) return failed('missing');
    try {
      const sealed = entry.sealed ?? (await readFile(join(this.#folder, entry.file ?? '')));
      return this.#open(page, kind, sealed);
    } catch (error) {
      return failed(asProblem(error));
    }
  }

  /** Forgets all images of one page. */
  async remove(page: PageId): Promise<Result<void, PageStoreProblem>> {
    const keys = [...this.#entries.keys()].filter((key) => key.endsWith(`:${page}`));
    const entries = keys.map((key) => this.#entries.get(key));
    keys.forEach((key) => this.#entries.delete(key));
    const deleted = await Promise.all(entries.map((entry) => this.#discard(entry)));
    return deleted.every(Boolean) ? ok(undefined) : failed('storage-failed');
  }

  /** The end of the visit: the key is overwritten first, so that the files are noise even if deleting fails. */
  async wipe(): Promise<Result<void, PageStoreProblem>> {
    this.#wiped = true;
    randomFillSync(this.#key);
    this.#entries.forEach(({ sealed }) => sealed?.fill(0));
    this.#entries.clear();
    this.#inMemoryBytes = 0;
    try {
      await rm(this.#folder, { recursive: true, force: true });
      return ok(undefined);
    } catch (error) {
      return failed(asProblem(error));
    }
  }

  /** The visit may have ended while a file was being written. */
  #isWiped(): boolean {
    return this.#wiped;
  }

  /** IV, ciphertext, tag. The IV is a counter: under one key no two images ever share it. */
  #seal(page: PageId, kind: PageImageKind, image: Uint8Array): Uint8Array {
    this.#usedIvs += 1;
    const iv = Buffer.alloc(IV_BYTES);
    iv.writeUIntBE(this.#usedIvs, IV_BYTES - 6, 6);
    const cipher = createCipheriv('aes-256-gcm', this.#key, iv);
    cipher.setAAD(Buffer.from(entryKey(page, kind)));
    return Buffer.concat([iv, cipher.update(image), cipher.final(), cipher.getAuthTag()]);
  }

  #open(page: PageId, kind: PageImageKind, sealed: Uint8Array): Result<Uint8Array, 'damaged'> {
    if (sealed.length < IV_BYTES + TAG_BYTES) return failed('damaged');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, sealed.subarray(0, IV_BYTES));
    decipher.setAAD(Buffer.from(entryKey(page, kind)));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const text = sealed.subarray(IV_BYTES, -TAG_BYTES);
    const plain = decryptQuietly((slice) => decipher.update(slice), text);
    try {
      decipher.final();
      return ok(plain);
    } catch {
      overwrite(plain);
      return failed('damaged');
    }
  }

  async #keep(sealed: Uint8Array): Promise<Result<Entry, PageStoreProblem>> {
    const size = sealed.length;
    const fits = this.#inMemoryBytes + size <= this.#memoryCapBytes;
    if (size <= LARGEST_IN_MEMORY_BYTES && fits) {
      this.#inMemoryBytes += size;
      return ok({ size, sealed, file: null });
    }
    const file = randomBytes(16).toString('hex');
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await writeFile(join(this.#folder, file), sealed, { flag: 'wx', mode: 0o600 });
      return ok({ size, sealed: null, file });
    } catch (error) {
      await rm(join(this.#folder, file), { force: true }).catch(() => undefined);
      return failed(asProblem(error) === 'storage-full' ? 'storage-full' : 'storage-failed');
    }
  }

  /** @returns whether the entry is gone */
  async #discard(entry: Entry | undefined): Promise<boolean> {
    if (entry === undefined) return true;
    if (entry.sealed !== null) {
      entry.sealed.fill(0);
      this.#inMemoryBytes -= entry.size;
    }
    if (entry.file === null) return true;
    return rm(join(this.#folder, entry.file), { force: true }).then(
      () => true,
      () => false,
    );
  }
}
