import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../kiosk-config/index.ts';
import type { LogExport, StatusLine } from './contract/attendant.ts';
import type { Result } from './domain/result.ts';
import type { RecipientKey } from './envelope/recipient-key.ts';
import { seal } from './envelope/seal.ts';

export interface LogExportParts {
  readonly dataFolder: string;
  /** Where sealed exports are put; the last three are kept. */
  readonly exportFolder: string;
  readonly kioskId: string;
  readonly version: string;
  readonly recipient: () => Promise<Result<RecipientKey, 'no-valid-recipient-key'>>;
  readonly status: () => Promise<readonly StatusLine[]>;
  readonly now: () => number;
}

const KEPT = 3;
const NAME = /^einwurf-logs-[a-z0-9-]+-[0-9T]+Z\.jwe$/;

/** Logs and nothing else: no queue, no keys, no configuration with addresses. */
const files = [
  'log/kiosk.jsonl.1',
  'log/kiosk.jsonl',
  'audit/audit.jsonl',
  'audit/audit.head',
  'crashes.json',
] as const;

const textOf = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
};

/** One JSON object a line: first what this is, then each file. */
function* contentOf(
  { dataFolder, kioskId, version, now }: LogExportParts,
  status: readonly StatusLine[],
): Generator<Uint8Array> {
  const line = (value: unknown): Uint8Array => Buffer.from(`${JSON.stringify(value)}\n`);
  yield line({
    einwurfLogs: 1,
    kiosk: kioskId,
    version,
    at: new Date(now()).toISOString(),
    status,
  });
  for (const file of files) {
    const text = textOf(join(dataFolder, file));
    if (text !== null) yield line({ file, text });
  }
}

const removeOldest = (folder: string): void => {
  const old = readdirSync(folder)
    .filter((name) => NAME.test(name))
    .sort()
    .slice(0, -KEPT);
  for (const name of old) rmSync(join(folder, name), { force: true });
};

/**
 * Puts the logs, sealed to the recipient's key, where site IT can take them along. Whoever holds the private key
 * opens the file like any JWE (docs/operations/attendant.md).
 */
export const exportLogs = async (parts: LogExportParts): Promise<LogExport> => {
  const recipient = await parts.recipient();
  if (!recipient.ok) return { state: 'failed', problem: recipient.problem };
  const stamp = `${new Date(parts.now()).toISOString().replace(/[-:]|\.\d+Z$/g, '')}Z`;
  const name = `einwurf-logs-${parts.kioskId}-${stamp}.jwe`;
  const status = await parts.status();
  try {
    await mkdir(parts.exportFolder, { recursive: true, mode: 0o700 });
    const handle = await open(join(parts.exportFolder, name), 'w', 0o600);
    let bytes = 0;
    try {
      const content = contentOf(parts, status);
      for await (const chunk of seal(recipient.value, 'application/x-ndjson', content).bytes) {
        await handle.writeFile(chunk);
        bytes += chunk.length;
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    syncFolder(parts.exportFolder);
    removeOldest(parts.exportFolder);
    return { state: 'done', file: name, bytes };
  } catch {
    return { state: 'failed', problem: 'storage-failed' };
  }
};
