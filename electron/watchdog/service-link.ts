/** The connection to the service that started the application, in systemd's protocol (sd_notify(3)). */
export interface ServiceLink {
  /** Sends one message, e.g. `READY=1` or `WATCHDOG=1`; false where it did not get through. */
  readonly tell: (message: string) => boolean;
}

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const MSG_NOSIGNAL = 0x4000;

/** `struct sockaddr_un`: family, then the path; a leading @ stands for the abstract name space's zero byte. */
const addressOf = (socket: string): Buffer => {
  const path = Buffer.from(socket);
  const isAbstract = socket.startsWith('@');
  if (isAbstract) path[0] = 0;
  const head = Buffer.alloc(2);
  head.writeUInt16LE(AF_UNIX);
  return Buffer.concat(isAbstract ? [head, path] : [head, path, Buffer.alloc(1)]);
};

/**
 * Connects to the socket that `NOTIFY_SOCKET` names. Node.js has no datagram sockets of this kind, so the C library is
 * asked; no program is started for every beat.
 * @returns null where there is no such service, or it cannot be spoken to
 */
export const connectService = async (
  socket: string | undefined,
  platform: NodeJS.Platform,
): Promise<ServiceLink | null> => {
  if (socket === undefined || !/^[@/]/.test(socket) || platform !== 'linux') return null;
  try {
    const { default: koffi } = await import('koffi');
    const c = koffi.load('libc.so.6');
    const open = c.func('int socket(int domain, int type, int protocol)') as (
      ...args: number[]
    ) => number;
    const send = c.func(
      'long sendto(int fd, const void *data, size_t length, int flags, const void *to, uint32_t size)',
    ) as (...args: (number | Buffer)[]) => number;
    const handle = open(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (handle < 0) return null;
    const to = addressOf(socket);
    return {
      tell(message) {
        const data = Buffer.from(message);
        return send(handle, data, data.length, MSG_NOSIGNAL, to, to.length) === data.length;
      },
    };
  } catch {
    return null;
  }
};

/** Tells the service at regular intervals that the event loop still turns; returns the way to stop. */
export const keepTelling = (
  link: ServiceLink,
  /** Half of systemd's WATCHDOG_USEC at most. */
  everyMs: number,
  after: (ms: number, callback: () => void) => () => void,
): (() => void) => {
  let cancel: () => void = () => undefined;
  const beat = (): void => {
    link.tell('WATCHDOG=1');
    cancel = after(everyMs, beat);
  };
  beat();
  return () => cancel();
};
