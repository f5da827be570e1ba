import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

/** An HTTP proxy that tunnels (CONNECT), as an office's network has one between the kiosk and everything else. */
export const startConnectProxy = async (): Promise<{
  readonly url: string;
  /** Where tunnels were asked for, `host:port`. */
  readonly asked: readonly string[];
  /** Bytes that went through towards the other side; tests look for words in them. */
  readonly seen: readonly Buffer[];
  stop(): Promise<void>;
}> => {
  const asked: string[] = [];
  const seen: Buffer[] = [];
  const server = createServer((_request, response) => response.writeHead(405).end());
  const tunnels = new Set<Duplex>();
  server.on('connect', (request, client, head) => {
    tunnels.add(client);
    asked.push(request.url ?? '');
    const { hostname, port } = new URL(`http://${request.url ?? ''}`);
    const upstream = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      client.on('data', (chunk: Buffer) => seen.push(chunk));
      client.pipe(upstream).pipe(client);
    });
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    client.on('close', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    seen,
    async stop() {
      server.close();
      server.closeAllConnections();
      for (const tunnel of tunnels) tunnel.destroy();
      await once(server, 'close');
    },
  };
};
