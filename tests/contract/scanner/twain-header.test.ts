import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runProgram } from '../../../setup/run-program.mjs';
import { fetchTwainHeader } from '../../../setup/twain-header.mjs';
import { cap, dat, dg, msg, rc, type } from '../../../scanner-bridge/drivers/twain/constants.ts';
import { sizes } from '../../../scanner-bridge/drivers/twain/structs.ts';

const compiler = 'x86_64-w64-mingw32-gcc';
let header: { readonly folder: string } | string = 'not fetched';

beforeAll(async () => {
  const present = (await runProgram(compiler, ['--version'])).code === 0;
  header = present ? await fetchTwainHeader() : `${compiler} is not installed`;
  if (typeof header === 'string')
    console.warn(`TWAIN structures were NOT checked against a foreign twain.h: ${header}`);
}, 120_000);

/** Whether a compiler agrees that all these C expressions hold with the working group's header. */
const holds = (expressions: readonly string[], skip: (why: string) => never): string | null => {
  if (typeof header === 'string') return skip(header);
  const folder = mkdtempSync(join(tmpdir(), 'twain-asserts-'));
  try {
    const asserts = expressions.map((text) => `_Static_assert(${text}, "");`);
    const source = join(folder, 'asserts.c');
    // DECLSPEC_EXPORT is a word of Wine's other headers.
    const lines = ['#include <stddef.h>', `#include "${join(header.folder, 'twain.h')}"`];
    writeFileSync(source, [...lines, ...asserts].join('\n'));
    execFileSync(compiler, ['-DDECLSPEC_EXPORT=', '-fsyntax-only', source], { stdio: 'pipe' });
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

// callback and callback2 came with TWAIN 2: twain-layouts.test.ts checks those against the specification's declaration.
const structures = {
  TW_IDENTITY: sizes.identity,
  TW_CAPABILITY: sizes.capability,
  TW_USERINTERFACE: sizes.userInterface,
  TW_EVENT: sizes.event,
  TW_PENDINGXFERS: sizes.pendingXfers,
  TW_SETUPMEMXFER: sizes.setupMemXfer,
  TW_IMAGEMEMXFER: sizes.imageMemXfer,
  TW_IMAGEINFO: sizes.imageInfo,
  TW_SETUPFILEXFER: sizes.setupFileXfer,
  TW_STATUS: sizes.status,
  TW_ENTRYPOINT: sizes.entryPoint,
};
const offsets = {
  'TW_IDENTITY, Version': 4,
  'TW_IDENTITY, ProtocolMajor': 46,
  'TW_IDENTITY, SupportedGroups': 50,
  'TW_IDENTITY, Manufacturer': 54,
  'TW_IDENTITY, ProductFamily': 88,
  'TW_IDENTITY, ProductName': 122,
  'TW_CAPABILITY, hContainer': 4,
  'TW_USERINTERFACE, hParent': 4,
  'TW_EVENT, TWMessage': 8,
  'TW_SETUPMEMXFER, Preferred': 8,
  'TW_IMAGEMEMXFER, BytesPerRow': 2,
  'TW_IMAGEMEMXFER, Columns': 6,
  'TW_IMAGEMEMXFER, Rows': 10,
  'TW_IMAGEMEMXFER, XOffset': 14,
  'TW_IMAGEMEMXFER, YOffset': 18,
  'TW_IMAGEMEMXFER, BytesWritten': 22,
  'TW_IMAGEMEMXFER, Memory.Flags': 26,
  'TW_IMAGEMEMXFER, Memory.Length': 30,
  'TW_IMAGEMEMXFER, Memory.TheMem': 34,
  'TW_IMAGEINFO, ImageWidth': 8,
  'TW_IMAGEINFO, ImageLength': 12,
  'TW_IMAGEINFO, BitsPerPixel': 34,
  'TW_IMAGEINFO, Compression': 40,
  'TW_SETUPFILEXFER, Format': 256,
  'TW_ENTRYPOINT, DSM_MemAllocate': 12,
  'TW_ENTRYPOINT, DSM_MemUnlock': 36,
  'TW_ENUMERATION, ItemList': 14,
  'TW_ARRAY, ItemList': 6,
  'TW_RANGE, CurrentValue': 18,
  'TW_ONEVALUE, Item': 2,
};

/** Our camelCase as the header's capitals: imageMemXfer is IMAGEMEMXFER. */
const named = (prefix: string, numbers: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(numbers).map(([name, value]) => `${prefix}_${name.toUpperCase()} == ${value}`);
const without = <Numbers extends object>(numbers: Numbers, ...names: (keyof Numbers)[]): object =>
  Object.fromEntries(Object.entries(numbers).filter(([name]) => !names.includes(name as never)));

describe("TWAIN against the working group's twain.h and a C compiler", () => {
  test('every structure has its size', ({ skip }) => {
    const sized = Object.entries(structures).map(([name, size]) => `sizeof(${name}) == ${size}`);
    expect(holds(sized, skip)).toBeNull();
  });

  test('every field lies where it is read and written', ({ skip }) => {
    const laid = Object.entries(offsets).map(([field, at]) => `offsetof(${field}) == ${at}`);
    expect(holds(laid, skip)).toBeNull();
  });

  test('messages, data types and return codes have their numbers', ({ skip }) => {
    const numbers = [
      ...named('DG', dg),
      ...named('DAT', without(dat, 'callback', 'callback2') as typeof dat),
      ...named('MSG', without(msg, 'registerCallback') as typeof msg),
      ...named('TWRC', rc),
      ...named('TWTY', type),
    ];
    expect(holds(numbers, skip)).toBeNull();
  });

  test('capabilities have their numbers', ({ skip }) => {
    const ofImage = ['pixelType', 'units', 'xferMech', 'xResolution', 'yResolution'] as const;
    const image = [...ofImage, 'supportedSizes'] as const;
    const numbers = [
      ...named('CAP', without(cap, ...image, 'doubleFeedDetection') as typeof cap),
      ...image.map((name) => `ICAP_${name.toUpperCase()} == ${cap[name]}`),
    ];
    expect(holds(numbers, skip)).toBeNull();
  });

  test('a wrong size is noticed', ({ skip }) => {
    expect(holds(['sizeof(TW_IDENTITY) == 157'], skip)).toContain('static assertion failed');
  });
});
