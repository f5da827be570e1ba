import { existsSync } from 'node:fs';

import type koffiModule from 'koffi';

import type { DriverContext } from '../driver-context.ts';
import { dat, dg, msg, rc } from './constants.ts';
import type { Dsm, SourceSign } from './dsm.ts';
import { createNativeMemory, type EntryPoints } from './native-memory.ts';
import { applicationIdentity, dsm2Flag, sizes, supportedGroups } from './structs.ts';
import { openMessageWindow } from './message-window.ts';

type Koffi = typeof koffiModule;

const windows = process.platform === 'win32';
const pumpMs = 5;

/** Where the manager usually lies; for 32-bit programs Windows brings its own. */
const usualDsmPaths = (): readonly string[] =>
  windows
    ? [
        'C:\\Windows\\System32\\TWAINDSM.dll',
        ...(process.arch === 'ia32' ? ['C:\\Windows\\twain_32.dll'] : []),
      ]
    : [
        '/usr/local/lib/libtwaindsm.so.2',
        '/usr/local/lib/libtwaindsm.so',
        '/usr/lib/libtwaindsm.so.2',
      ];

/** Reads TW_ENTRYPOINT: the memory functions of a DSM 2.x. */
const readEntryPoints = (bytes: Buffer): EntryPoints => ({
  allocate: bytes.readBigUInt64LE(12),
  free: bytes.readBigUInt64LE(20),
  lock: bytes.readBigUInt64LE(28),
  unlock: bytes.readBigUInt64LE(36),
});

/**
 * Loads a data source manager and opens it. Works with DSM 1.x (Windows messages, Global* memory) and 2.x (callbacks,
 * the manager's own memory functions); TWAIN on Linux is always 2.x.
 * @param path the library; the usual places if undefined
 * @returns the open manager, or a sentence on why there is none
 */
export const openNativeDsm = async (
  path: string | undefined,
  wait: DriverContext['wait'],
): Promise<Dsm | string> => {
  const file = path ?? usualDsmPaths().find((candidate) => existsSync(candidate));
  if (file === undefined) return `no TWAIN data source manager at ${usualDsmPaths().join(', ')}`;
  if (!existsSync(file)) return `no TWAIN data source manager at ${file}`;
  const koffi: Koffi = (await import('koffi')).default;
  let library: ReturnType<Koffi['load']>;
  try {
    library = koffi.load(file);
  } catch (error) {
    return `${file} cannot be loaded: ${error instanceof Error ? error.message : 'unknown'}`;
  }
  const entry = library.func('__stdcall', 'DSM_Entry', 'uint16', [
    'void *',
    'void *',
    'uint32',
    'uint16',
    'uint16',
    'void *',
  ]) as (...args: unknown[]) => number;
  const application = applicationIdentity();
  const call: Dsm['call'] = (dest, group, data, message, content) =>
    entry(application, dest, group, data, message, content);
  const messageWindow = windows ? openMessageWindow(koffi) : null;
  const handle = Buffer.alloc(8);
  handle.writeBigUInt64LE(messageWindow?.handle ?? 0n);
  const opened = call(null, dg.control, dat.parent, msg.openDsm, windows ? handle : null);
  if (opened !== rc.success) return `${file} cannot be opened (return code ${opened})`;
  const modern = (supportedGroups(application) & dsm2Flag) !== 0;
  let entryPoints: EntryPoints | null = null;
  if (modern) {
    const bytes = Buffer.alloc(sizes.entryPoint);
    bytes.writeUInt32LE(sizes.entryPoint, 0);
    if (call(null, dg.control, dat.entryPoint, msg.get, bytes) === rc.success)
      entryPoints = readEntryPoints(bytes);
  }
  if (entryPoints === null && !windows) {
    call(null, dg.control, dat.parent, msg.closeDsm, null);
    return `${file} is no manager of version 2`;
  }
  const memory = createNativeMemory(koffi, entryPoints);
  let sign: SourceSign | null = null;
  const hear = (message: number): void => {
    if (message === msg.xferReady) sign = 'ready';
    else if (message === msg.closeDsReq) sign = 'close';
  };
  const prototype = koffi.pointer(
    koffi.proto(
      'uint16 __stdcall (void *origin, void *dest, uint32 dg, uint16 dat, uint16 msg, void *data)',
    ),
  );
  // May be called from the source's own thread; koffi brings it over to this one.
  const callback = modern
    ? koffi.register(
        (_origin: unknown, _dest: unknown, _dg: number, _dat: number, message: number) => {
          hear(message);
          return rc.success;
        },
        prototype,
      )
    : null;
  const registerSource = (source: Buffer): void => {
    if (callback === null) return;
    const address = koffi.address(callback);
    const second = Buffer.alloc(sizes.callback2);
    second.writeBigUInt64LE(address, 0);
    if (call(source, dg.control, dat.callback2, msg.registerCallback, second) === rc.success)
      return;
    const first = Buffer.alloc(sizes.callback);
    first.writeBigUInt64LE(address, 0);
    call(source, dg.control, dat.callback, msg.registerCallback, first);
  };
  /** Offers each waiting window message to the source: how sources of DSM 1.x speak. */
  const pump = (source: Buffer): void => {
    messageWindow?.pump((message) => {
      const event = Buffer.alloc(sizes.event);
      event.writeBigUInt64LE(message, 0);
      const taken = call(source, dg.control, dat.event, msg.processEvent, event) === rc.dsEvent;
      hear(event.readUInt16LE(8));
      return taken;
    });
  };
  return {
    window: messageWindow?.handle ?? 0n,
    call,
    ...memory,
    registerSource,
    clearSigns: () => {
      sign = null;
    },
    awaitSign: async (source, timeoutMs, signal) => {
      const until = performance.now() + timeoutMs;
      for (;;) {
        pump(source);
        if (sign !== null) return sign;
        if (signal.aborted) return 'aborted';
        if (performance.now() > until) return 'timeout';
        await wait(pumpMs, signal);
      }
    },
    close: () => {
      call(null, dg.control, dat.parent, msg.closeDsm, windows ? handle : null);
      if (callback !== null) koffi.unregister(callback);
      messageWindow?.close();
      library.unload();
    },
  };
};
