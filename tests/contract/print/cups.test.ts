import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cupsPrinter } from '../../../electron/receipt-printer.ts';
import type { Clock } from '../../../electron/journey/idle-clock.ts';
import { startPrintServer, type PrintServer } from '../../support/print-server.ts';

/** Time that passes as fast as the programs answer. */
const hurriedClock: Clock = {
  now: Date.now,
  after: (_ms, callback) => {
    void setImmediate().then(callback);
    return () => undefined;
  },
};

const pdf = new TextEncoder().encode('%PDF-1.4 0147 1190 8358');

describe('receipts through a real CUPS', () => {
  let server: PrintServer;
  beforeAll(async () => {
    server = await startPrintServer();
  });
  afterAll(() => server.stop());

  const print = (queue = server.queue) => cupsPrinter(queue, hurriedClock, server.run)(pdf);

  it('come out, and nothing of them stays behind', async () => {
    expect(await print()).toBe('printed');
    expect(server.papers).toEqual([Buffer.from(pdf)]);
    expect(server.spooled()).toEqual([]);
    expect((await server.run('lpstat', ['-W', 'all', '-o'])).output).toBe('');
  });

  it('a printer that stands still: the receipt is taken back, and does not come out later', async () => {
    const before = server.papers.length;
    await server.run('cupsdisable', [server.queue]);
    expect(await print()).toBe('not-printed');
    expect(server.spooled()).toEqual([]);
    await server.run('cupsenable', [server.queue]);
    expect((await server.run('lpstat', ['-W', 'not-completed', '-o'])).output).toBe('');
    expect(await print()).toBe('printed');
    expect(server.papers).toHaveLength(before + 1);
  });

  it.each(['Nowhere', 'no/such'])('no printer %s', async (queue) => {
    expect(await print(queue)).toBe('not-printed');
  });

  it('no CUPS at all', async () => {
    const missing = () => Promise.resolve({ code: null, output: '' });
    expect(await cupsPrinter(server.queue, hurriedClock, missing)(pdf)).toBe('not-printed');
  });
});

describe('a CUPS that keeps what was printed', () => {
  it('says so afterwards: the guide tells how to turn that off', async () => {
    const server = await startPrintServer({ keep: true });
    expect(await cupsPrinter(server.queue, hurriedClock, server.run)(pdf)).toBe('printed');
    expect(server.spooled().length).toBeGreaterThan(0);
    await server.stop();
  });
});
