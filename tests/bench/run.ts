import { readFile, readdir, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BenchResult } from './bench.ts';

/**
 * `npm run bench [-- NAME...]`: runs tests/bench/*.bench.ts one after the other (all, or those of that NAME) and writes what they measured into docs/benchmarks.md; sections of others stay.
 */
const report = join(import.meta.dirname, '../../docs/benchmarks.md');

const number = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 1 ? value.toFixed(1) : value.toPrecision(2);

const row = ({ name, value, unit, peer, ratio }: BenchResult): string => {
  const beside = peer === null ? '–' : `${peer.name}: ${number(peer.value)} ${unit}`;
  return `| ${name} | ${number(value)} ${unit} | ${beside} | ${ratio === null ? '–' : `${number(ratio)} ×`} |`;
};

const table = (results: readonly BenchResult[]): string =>
  [
    '| Measured | Value | Beside it, same run | Ratio |',
    '| --- | --- | --- | --- |',
    ...results.map(row),
  ].join('\n');

const isBenchModule = (module: unknown): module is { measure: () => Promise<BenchResult[]> } =>
  typeof (module as { measure?: unknown }).measure === 'function';

const wanted = process.argv.slice(2);
const files = (await readdir(import.meta.dirname))
  .filter((file) => file.endsWith('.bench.ts'))
  .filter((file) => wanted.length === 0 || wanted.includes(file.replace('.bench.ts', '')))
  .sort();
const [processor] = cpus();
const machine = `${cpus().length} × ${processor?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ${process.versions.node}`;
const head =
  '# Benchmarks\n\nWritten by `npm run bench`. Absolute numbers drift with the machine; the ratio to the peer in the same run is what counts.\n';

/** The report's sections as they stand, by name. */
const sectionsBefore = async (): Promise<Map<string, string>> => {
  const text = await readFile(report, 'utf8').catch(() => '');
  const parts = text.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.slice(0, part.indexOf('\n')), part]));
};

for (const file of files) {
  const module: unknown = await import(pathToFileURL(join(import.meta.dirname, file)).href);
  if (!isBenchModule(module)) throw new Error(`${file} exports no function measure()`);
  const name = file.replace('.bench.ts', '');
  const when = `${new Date().toISOString().slice(0, 10)}, ${machine}`;
  const section = `${name}\n\n${when}.\n\n${table(await module.measure())}\n`;
  console.log(`## ${section}`);
  const sections = (await sectionsBefore()).set(name, section);
  const ordered = [...sections].sort(([a], [b]) => a.localeCompare(b, 'en'));
  const bodies = ordered.map(([, body]) => `## ${body.trimEnd()}\n`);
  await writeFile(report, [head, ...bodies].join('\n'));
}
