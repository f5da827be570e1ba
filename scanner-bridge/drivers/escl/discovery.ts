import { createSocket } from 'node:dgram';

import { decode, encode, type Answer, type Packet } from 'dns-packet';

/** A scanner that announced itself. */
export interface Announced {
  readonly url: string;
  /** What the announcement says: UUID and name, where given. */
  readonly identity: string | null;
}

/** Where questions go; the multicast group unless a test says otherwise. */
export interface DiscoveryTarget {
  readonly address: string;
  readonly port: number;
}

export const multicastDns: DiscoveryTarget = { address: '224.0.0.251', port: 5353 };
const maxPackets = 1000;
const services = ['_uscan._tcp.local', '_uscans._tcp.local'];

const question = (): Uint8Array =>
  encode({
    type: 'query',
    id: 0,
    questions: services.map((name) => ({ type: 'PTR', name, class: 'IN' })),
  });

const parsePacket = (data: Buffer): readonly Answer[] => {
  try {
    const packet: Packet = decode(data);
    return [...(packet.answers ?? []), ...(packet.additionals ?? [])];
  } catch {
    return [];
  }
};

const textsOf = (data: unknown): ReadonlyMap<string, string> => {
  const entries = (Array.isArray(data) ? data : [data]).map(String).map((entry) => {
    const equals = entry.indexOf('=');
    return [entry.slice(0, equals).toLowerCase(), entry.slice(equals + 1)] as const;
  });
  return new Map(entries);
};

const isName = (text: string): boolean => /^[\w.-]{1,253}$/.test(text);

/** The scanners a set of DNS-SD records (RFC 6763) announces. The address is taken from A records where given. */
const announcedIn = (records: readonly Answer[]): readonly Announced[] => {
  const addresses = new Map(
    records.flatMap((r) => (r.type === 'A' ? [[r.name, r.data] as const] : [])),
  );
  return records.flatMap((record) => {
    if (record.type !== 'SRV') return [];
    const secure = record.name.endsWith('._uscans._tcp.local');
    if (!secure && !record.name.endsWith('._uscan._tcp.local')) return [];
    const txt = records.find((other) => other.type === 'TXT' && other.name === record.name);
    const texts = textsOf(txt?.type === 'TXT' ? txt.data : []);
    const host = addresses.get(record.data.target) ?? record.data.target;
    if (!isName(host)) return [];
    const path = (texts.get('rs') ?? 'eSCL').replace(/^\/+|\/+$/g, '');
    const url = `${secure ? 'https' : 'http'}://${host}:${record.data.port}/${encodeURI(path)}`;
    return [{ url, identity: texts.get('uuid') ?? null }];
  });
};

/** The scanners that DNS-SD packets announce; packets that cannot be read announce none. */
export const scannersIn = (packets: readonly Buffer[]): readonly Announced[] =>
  announcedIn(packets.flatMap(parsePacket));

/** Asks for scanners and collects answers for `ms` milliseconds; plain http before https where both are announced. */
export const discover = (ms: number, target: DiscoveryTarget): Promise<readonly Announced[]> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    const packets: Buffer[] = [];
    const finish = (): void => {
      clearTimeout(timer);
      socket.close();
      const found = scannersIn(packets);
      const byUrl = new Map(found.map((entry) => [entry.identity ?? entry.url, entry] as const));
      for (const entry of found)
        if (entry.url.startsWith('http:')) byUrl.set(entry.identity ?? entry.url, entry);
      resolve([...byUrl.values()]);
    };
    const timer = setTimeout(finish, ms);
    socket.on('error', finish);
    socket.on('message', (data) => {
      if (packets.length < maxPackets) packets.push(data);
    });
    socket.send(question(), target.port, target.address, (error) => {
      if (error !== null) finish();
    });
  });
