import { StringDecoder } from 'node:string_decoder';

import { scanProblem, type ScanProblem } from '../../scan-problem.ts';
import { problemOfLine, problemOfStatus } from './sane-status.ts';

/** What scanimage tells on stderr while it scans a batch. */
export type BatchSign =
  | { readonly sign: 'prompt'; readonly number: number }
  | { readonly sign: 'progress'; readonly fraction: number }
  | { readonly sign: 'scanned'; readonly problem: ScanProblem | null }
  | { readonly sign: 'problem'; readonly problem: ScanProblem };

const signOf = (line: string): BatchSign | null => {
  const progress = /^Progress: ([\d.]+)%/.exec(line);
  if (progress !== null)
    return { sign: 'progress', fraction: Math.min(1, Number(progress[1]) / 100) };
  const prompt = /^Place document no\. (\d+) on the scanner/.exec(line);
  if (prompt !== null) return { sign: 'prompt', number: Number(prompt[1]) };
  const scanned = /^Scanned page \d+\. \(scanner status = (\d+)\)/.exec(line);
  if (scanned !== null) return { sign: 'scanned', problem: problemOfStatus(Number(scanned[1])) };
  const problem = problemOfLine(line);
  return problem === null ? null : { sign: 'problem', problem };
};

const maxLineLength = 4096;

/** Reads stderr in chunks of any size; lines end with a newline or, for progress, a carriage return. */
export const createSignReader = (): ((chunk: Uint8Array) => readonly BatchSign[]) => {
  const decoder = new StringDecoder('utf8');
  let line = '';
  return (chunk) => {
    const lines = (line + decoder.write(Buffer.from(chunk))).split(/[\r\n]/);
    line = lines.pop() ?? '';
    const flooded = line.length > maxLineLength;
    if (flooded) line = '';
    const signs = lines.map(signOf).filter((sign) => sign !== null);
    return flooded
      ? [
          ...signs,
          { sign: 'problem', problem: scanProblem('driver-crashed', 'stderr without lines') },
        ]
      : signs;
  };
};
