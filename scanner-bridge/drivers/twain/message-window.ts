import type koffiModule from 'koffi';

type Koffi = typeof koffiModule;
type Native = (...args: unknown[]) => unknown;

/** A window that only takes messages, so that no desktop is needed. */
export interface MessageWindow {
  readonly handle: bigint;
  /** Gives each waiting message's address to `offer`; what it does not take goes the usual way. */
  pump(offer: (message: bigint) => boolean): void;
  close(): void;
}

const messageOnlyParent = -3n;
const removeMessage = 1;
const messageBytes = 48;
// A source that floods the queue must not keep the host from answering its parent.
const maxMessagesAtOnce = 100;

/** Opens a message-only window (Windows). */
export const openMessageWindow = (koffi: Koffi): MessageWindow => {
  const user = koffi.load('user32.dll');
  const bind = (name: string, result: string, args: readonly string[]): Native =>
    user.func('__stdcall', name, result, [...args]) as Native;
  const create = bind('CreateWindowExW', 'intptr_t', [
    'uint32',
    'str16',
    'str16',
    'uint32',
    'int',
    'int',
    'int',
    'int',
    'intptr_t',
    'intptr_t',
    'intptr_t',
    'intptr_t',
  ]);
  const destroy = bind('DestroyWindow', 'int', ['intptr_t']);
  const peek = bind('PeekMessageW', 'int', ['void *', 'intptr_t', 'uint32', 'uint32', 'uint32']);
  const translate = bind('TranslateMessage', 'int', ['void *']);
  const dispatch = bind('DispatchMessageW', 'intptr_t', ['void *']);
  const handle = BigInt(
    create(0, 'STATIC', 'Einwurf scanner', 0, 0, 0, 0, 0, messageOnlyParent, 0, 0, 0) as
      number | bigint,
  );
  // The source keeps the address: it must not move.
  const message = koffi.alloc('uint8', messageBytes) as unknown as bigint;
  return {
    handle,
    pump: (offer) => {
      for (let count = 0; count < maxMessagesAtOnce; count++) {
        if (peek(message, 0, 0, 0, removeMessage) === 0) return;
        if (offer(message)) continue;
        translate(message);
        dispatch(message);
      }
    },
    close: () => {
      destroy(handle);
      koffi.free(message);
    },
  };
};
