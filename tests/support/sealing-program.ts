import { readFileSync } from 'node:fs';
import { seal } from '../../electron/envelope/seal.ts';
import { createRecipient } from './recipient.ts';

// Seals so many megabytes as a stream, alone in its process, and prints the most memory that took: argv: megabytes.
const megabytes = Number(process.argv[2]);
const piece = Buffer.alloc(1 << 20);
function* pieces(): Generator<Uint8Array> {
  for (let count = 0; count < megabytes; count += 1) yield piece;
}
let bytes = 0;
const { publicKey } = createRecipient('bench');
for await (const chunk of seal(publicKey, 'application/pdf', pieces()).bytes) bytes += chunk.length;
if (bytes < megabytes * piece.length) throw new Error('not everything was sealed');
// Linux's own mark (proc(5)): getrusage's is inherited from whoever started this.
const [, kilobytes = '0'] =
  /^VmHWM:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
console.log(`PEAK ${Number(kilobytes) * 1024}`);
