import type koffiModule from 'koffi';

import type { Dsm } from './dsm.ts';

type Koffi = typeof koffiModule;

/** Addresses of a DSM 2.x's memory functions. */
export interface EntryPoints {
  readonly allocate: bigint;
  readonly free: bigint;
  readonly lock: bigint;
  readonly unlock: bigint;
}

interface HandleFunctions {
  readonly allocate: (size: number) => bigint;
  readonly free: (handle: bigint) => void;
  readonly lock: (handle: bigint) => bigint;
  readonly unlock: (handle: bigint) => void;
  /** How much a handle holds; 0 where that cannot be told. */
  readonly size: (handle: bigint) => number;
}

type Native = (...args: unknown[]) => unknown;

const big = (pointer: unknown): bigint => (typeof pointer === 'bigint' ? pointer : 0n);

const fromEntryPoints = (koffi: Koffi, points: EntryPoints): HandleFunctions => {
  const bind = (address: bigint, prototype: string): Native =>
    koffi.decode(address, koffi.proto(prototype)) as Native;
  const allocate = bind(points.allocate, 'void * __stdcall (uint32 size)');
  const free = bind(points.free, 'void __stdcall (void *handle)');
  const lock = bind(points.lock, 'void * __stdcall (void *handle)');
  const unlock = bind(points.unlock, 'void __stdcall (void *handle)');
  return {
    allocate: (size) => big(allocate(size)),
    free: (handle) => void free(handle),
    lock: (handle) => big(lock(handle)),
    unlock: (handle) => void unlock(handle),
    size: () => 0,
  };
};

/** Windows' Global* functions, which DSM 1.x and its sources use. */
const fromKernel = (koffi: Koffi): HandleFunctions => {
  const kernel = koffi.load('kernel32.dll');
  const bind = (name: string, result: string, args: readonly string[]): Native =>
    kernel.func('__stdcall', name, result, [...args]) as Native;
  const allocate = bind('GlobalAlloc', 'void *', ['uint32', 'size_t']);
  const free = bind('GlobalFree', 'void *', ['void *']);
  const lock = bind('GlobalLock', 'void *', ['void *']);
  const unlock = bind('GlobalUnlock', 'int', ['void *']);
  const size = bind('GlobalSize', 'size_t', ['void *']);
  const moveableZeroed = 0x42;
  return {
    allocate: (bytes) => big(allocate(moveableZeroed, bytes)),
    free: (handle) => void free(handle),
    lock: (handle) => big(lock(handle)),
    unlock: (handle) => void unlock(handle),
    size: (handle) => Number(size(handle)),
  };
};

/** Memory shared with the sources: through the manager's functions where it has them, else Windows' own. */
export const createNativeMemory = (
  koffi: Koffi,
  entryPoints: EntryPoints | null,
): Pick<Dsm, 'readHandle' | 'newHandle' | 'freeHandle' | 'block'> => {
  const functions = entryPoints === null ? fromKernel(koffi) : fromEntryPoints(koffi, entryPoints);
  const bytesAt = (address: bigint, length: number): Uint8Array =>
    koffi.decode(address, koffi.array('uint8', length, 'Typed')) as Uint8Array;
  return {
    readHandle: (handle, headBytes, measure) => {
      const address = functions.lock(handle);
      if (address === 0n) return Buffer.alloc(0);
      const known = functions.size(handle);
      const within = (length: number): number => (known > 0 ? Math.min(known, length) : length);
      const head = Buffer.from(bytesAt(address, within(headBytes)));
      const length = within(measure(head));
      const content = length > 0 ? Buffer.from(bytesAt(address, length)) : head;
      functions.unlock(handle);
      return content;
    },
    newHandle: (content) => {
      const handle = functions.allocate(content.length);
      const address = functions.lock(handle);
      koffi.encode(address, koffi.array('uint8', content.length), content);
      functions.unlock(handle);
      return handle;
    },
    freeHandle: (handle) => functions.free(handle),
    block: (length) => {
      const address = big(koffi.alloc('uint8', length));
      return {
        address,
        read: (count) => bytesAt(address, Math.min(count, length)),
        free: () => koffi.free(address),
      };
    },
  };
};
