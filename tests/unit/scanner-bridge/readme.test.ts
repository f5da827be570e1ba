import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';
import type { Scanner, ScanEvent } from '../../../scanner-bridge/index.ts';
import { guardedScan } from '../../../scanner-bridge/host/guarded-scan.ts';

const readme = readFileSync('scanner-bridge/README.md', 'utf8');
const example = [...readme.matchAll(/```ts\n(.*?)```/gs)]
  .map(([, code = '']) => code)
  .find((code) => code.includes('createOnePageScanner'));
const source = `import type { Scanner } from './scanner.ts';\n${example ?? ''}`;

const checkOnly = { noEmit: true, emitDeclarationOnly: false, composite: false, types: ['node'] };

/** What the compiler says about a file that would lie in scanner-bridge/. */
const complaintsAbout = (text: string): readonly string[] => {
  const file = resolve('scanner-bridge/readme-example.ts');
  const read = ts.readConfigFile('tsconfig.base.json', (path) => ts.sys.readFile(path));
  const config: unknown = read.config;
  const { options } = ts.convertCompilerOptionsFromJson(
    (config as { compilerOptions: object }).compilerOptions,
    process.cwd(),
  );
  const host = ts.createCompilerHost({ ...options, ...checkOnly });
  const readReal = host.readFile.bind(host);
  const exists = host.fileExists.bind(host);
  const parse = host.getSourceFile.bind(host);
  host.readFile = (path) => (path === file ? text : readReal(path));
  host.fileExists = (path) => path === file || exists(path);
  host.getSourceFile = (path, language) =>
    path === file ? ts.createSourceFile(path, text, language) : parse(path, language);
  const program = ts.createProgram([file], { ...options, ...checkOnly }, host);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
};

test("the README's smallest driver compiles as strictly as the bridge itself", () => {
  expect(complaintsAbout(source)).toEqual([]);
  expect(complaintsAbout(source.replace("'grey'", "'gray'"))).not.toEqual([]);
});

test("the README's smallest driver scans a page", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'readme-driver-'));
  const file = join(folder, 'driver.mjs');
  const target = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  writeFileSync(file, ts.transpileModule(source, { compilerOptions: target }).outputText);
  const { createOnePageScanner } = (await import(pathToFileURL(file).href)) as {
    createOnePageScanner: () => Scanner;
  };
  const settings = { source: 'auto', duplex: false, mode: 'grey', dpi: 300, maxPages: 5 } as const;
  const seen: ScanEvent[] = [];
  const { signal } = new AbortController();
  for await (const event of guardedScan(
    createOnePageScanner(),
    'one',
    settings,
    { identicalPages: 9 },
    signal,
  ))
    seen.push(event);
  rmSync(folder, { recursive: true });
  expect(seen.map(({ kind }) => kind)).toEqual(['page', 'end']);
  expect(seen.at(-1)).toEqual({ kind: 'end', problem: null, pages: 1 });
});
