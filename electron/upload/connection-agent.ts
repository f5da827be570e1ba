import { Agent, type AgentOptions } from 'node:https';
import { HttpsProxyAgent } from 'https-proxy-agent';

/** TLS versions and curves of BSI TR-02102-2 for everything the kiosk sends. */
const TLS = { minVersion: 'TLSv1.2', ecdhCurve: 'P-256:P-384:P-521' } as const;

/**
 * Connections to the receiving side. With a proxy they are tunnelled through it (CONNECT): TLS, client certificate and
 * pinning run from end to end, the proxy sees host, port and amount only.
 * @param proxy address of an HTTP proxy, where the site has one
 */
export const connectionAgent = (options: AgentOptions, proxy?: string): Agent => {
  const all = { ...TLS, keepAlive: true, ...options };
  // The library's agent is one of node:http by type; node:https takes it all the same.
  return proxy === undefined
    ? new Agent(all)
    : (new HttpsProxyAgent(proxy, all) as unknown as Agent);
};
