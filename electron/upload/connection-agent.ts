import { request } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect, type ConnectionOptions } from 'node:tls';
import { tlsPolicy } from '../domain/tls-policy.ts';

const PROXY_PATIENCE_MS = 30_000;

/** Asks an HTTP proxy for a tunnel (CONNECT, RFC 9110 section 9.3.6); anything but 2xx is a failed connection. */
const tunnelThrough = (proxy: URL, target: string): Promise<Socket> =>
  new Promise((opened, fail) => {
    const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
    const asking = request({
      host: proxy.hostname,
      port: proxy.port === '' ? 80 : Number(proxy.port),
      method: 'CONNECT',
      path: target,
      headers: {
        Host: target,
        ...(credentials === ':'
          ? {}
          : { 'Proxy-Authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
      },
    });
    asking.setTimeout(PROXY_PATIENCE_MS, () => asking.destroy(new Error('the proxy is silent')));
    asking.once('error', fail);
    asking.once('response', () => asking.destroy(new Error('the proxy refused the tunnel')));
    asking.once('connect', ({ statusCode = 0 }, socket) => {
      socket.setTimeout(0);
      if (statusCode >= 200 && statusCode < 300) opened(socket);
      else {
        socket.destroy();
        fail(new Error(`the proxy answered ${statusCode}`));
      }
    });
    asking.end();
  });

type Connected = (error: Error | null, socket?: Duplex) => void;

/** An agent whose connections are tunnelled; Node pools them and adds the agent's TLS options as for any other. */
class TunnelAgent extends Agent {
  readonly #proxy: URL;

  constructor(proxy: string, options: AgentOptions) {
    super(options);
    this.#proxy = new URL(proxy);
  }

  override createConnection(options: ConnectionOptions, connected: Connected): undefined {
    const { host = '', port = 443 } = options;
    tunnelThrough(this.#proxy, `${isIP(host) === 6 ? `[${host}]` : host}:${port}`).then(
      (socket) => {
        const named = isIP(host) === 0 ? { servername: host } : {};
        connected(null, connect({ ...options, ...named, socket }));
      },
      (error: unknown) => connected(error instanceof Error ? error : new Error('no tunnel')),
    );
  }
}

/**
 * Connections to the receiving side. With a proxy they are tunnelled through it: TLS, client certificate and pinning run
 * from end to end, the proxy sees host, port and amount only.
 * @param proxy address of an HTTP proxy, where the site has one
 */
export const connectionAgent = (options: AgentOptions, proxy?: string): Agent => {
  const all = { ...tlsPolicy, keepAlive: true, ...options };
  return proxy === undefined ? new Agent(all) : new TunnelAgent(proxy, all);
};
