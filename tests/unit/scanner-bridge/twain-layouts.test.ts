import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  applicationIdentity,
  readIdentity,
  readImageInfo,
  readStrip,
  sizes,
  stripRequest,
  userInterface,
} from '../../../scanner-bridge/drivers/twain/structs.ts';

// The structures as the specification (TWAIN 2.5, chapter 8) declares them, laid out by a C compiler.
const program = `
#include <stdint.h>
#include <stddef.h>
#include <stdio.h>
#pragma pack(push, 2)
typedef struct { uint16_t MajorNum, MinorNum, Language, Country; char Info[34]; } TW_VERSION;
typedef struct { uint32_t Id; TW_VERSION Version; uint16_t ProtocolMajor, ProtocolMinor; uint32_t SupportedGroups; char Manufacturer[34], ProductFamily[34], ProductName[34]; } TW_IDENTITY;
typedef struct { uint16_t Cap, ConType; void *hContainer; } TW_CAPABILITY;
typedef struct { uint16_t ShowUI, ModalUI; void *hParent; } TW_USERINTERFACE;
typedef struct { void *pEvent; uint16_t TWMessage; } TW_EVENT;
typedef struct { uint16_t Count; uint32_t EOJ; } TW_PENDINGXFERS;
typedef struct { uint32_t MinBufSize, MaxBufSize, Preferred; } TW_SETUPMEMXFER;
typedef struct { uint32_t Flags, Length; void *TheMem; } TW_MEMORY;
typedef struct { uint16_t Compression; uint32_t BytesPerRow, Columns, Rows, XOffset, YOffset, BytesWritten; TW_MEMORY Memory; } TW_IMAGEMEMXFER;
typedef struct { int16_t Whole; uint16_t Frac; } TW_FIX32;
typedef struct { TW_FIX32 XResolution, YResolution; int32_t ImageWidth, ImageLength; int16_t SamplesPerPixel; int16_t BitsPerSample[8]; int16_t BitsPerPixel; uint16_t Planar; int16_t PixelType; uint16_t Compression; } TW_IMAGEINFO;
typedef struct { char FileName[256]; uint16_t Format; int16_t VRefNum; } TW_SETUPFILEXFER;
typedef struct { uint16_t ConditionCode, Data; } TW_STATUS;
typedef struct { void *CallBackProc; uint32_t RefCon; int16_t Message; } TW_CALLBACK;
typedef struct { void *CallBackProc; uintptr_t RefCon; int16_t Message; } TW_CALLBACK2;
typedef struct { uint32_t Size; void *DSM_Entry, *Allocate, *Free, *Lock, *Unlock; } TW_ENTRYPOINT;
#pragma pack(pop)
int main(void) {
  printf("{\\"sizes\\":{\\"identity\\":%zu,\\"capability\\":%zu,\\"userInterface\\":%zu,\\"event\\":%zu,\\"pendingXfers\\":%zu,\\"setupMemXfer\\":%zu,\\"imageMemXfer\\":%zu,\\"imageInfo\\":%zu,\\"setupFileXfer\\":%zu,\\"status\\":%zu,\\"callback\\":%zu,\\"callback2\\":%zu,\\"entryPoint\\":%zu},",
    sizeof(TW_IDENTITY), sizeof(TW_CAPABILITY), sizeof(TW_USERINTERFACE), sizeof(TW_EVENT), sizeof(TW_PENDINGXFERS), sizeof(TW_SETUPMEMXFER), sizeof(TW_IMAGEMEMXFER), sizeof(TW_IMAGEINFO), sizeof(TW_SETUPFILEXFER), sizeof(TW_STATUS), sizeof(TW_CALLBACK), sizeof(TW_CALLBACK2), sizeof(TW_ENTRYPOINT));
  printf("\\"offsets\\":[%zu,%zu,%zu,%zu,%zu,%zu,%zu,%zu,%zu,%zu,%zu,%zu]}",
    offsetof(TW_IDENTITY, SupportedGroups), offsetof(TW_IDENTITY, Manufacturer), offsetof(TW_IDENTITY, ProductName), offsetof(TW_IMAGEMEMXFER, BytesWritten), offsetof(TW_IMAGEMEMXFER, Memory), offsetof(TW_IMAGEMEMXFER, Memory) + offsetof(TW_MEMORY, TheMem), offsetof(TW_IMAGEINFO, ImageWidth), offsetof(TW_IMAGEINFO, BitsPerPixel), offsetof(TW_IMAGEINFO, Compression), offsetof(TW_USERINTERFACE, hParent), offsetof(TW_ENTRYPOINT, Allocate), offsetof(TW_SETUPFILEXFER, Format));
  return 0;
}`;

const laidOut = (): { readonly sizes: object; readonly offsets: readonly number[] } => {
  const folder = mkdtempSync(join(tmpdir(), 'twain-layouts-'));
  try {
    writeFileSync(join(folder, 'layouts.c'), program);
    execFileSync('cc', ['-o', join(folder, 'layouts'), join(folder, 'layouts.c')]);
    return JSON.parse(execFileSync(join(folder, 'layouts'), { encoding: 'utf8' })) as never;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

test('every structure has the size and the offsets a C compiler gives it', () => {
  const compiled = laidOut();
  expect(compiled.sizes).toEqual(sizes);
  expect(compiled.offsets).toEqual([50, 54, 122, 22, 26, 34, 8, 34, 40, 4, 12, 256]);
});

test('structures are read and written at those offsets', () => {
  const identity = applicationIdentity();
  expect(identity.readUInt32LE(50)).toBe(0x20000003);
  expect(readIdentity(identity)).toEqual({
    manufacturer: 'Einwurf',
    family: 'Einwurf',
    name: 'Einwurf kiosk',
  });
  const request = stripRequest(0x1122334455667788n, 4096);
  expect([request.readUInt32LE(26), request.readUInt32LE(30)]).toEqual([0x11, 4096]);
  expect(request.readBigUInt64LE(34)).toBe(0x1122334455667788n);
  request.writeUInt32LE(77, 22);
  expect(readStrip(request).bytesWritten).toBe(77);
  const info = Buffer.alloc(sizes.imageInfo);
  info.writeInt32LE(-1, 12);
  info.writeInt16LE(24, 34);
  expect(readImageInfo(info)).toMatchObject({ heightPx: -1, bitsPerPixel: 24 });
  expect(userInterface(false, 9n).readBigUInt64LE(4)).toBe(9n);
});
