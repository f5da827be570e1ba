import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import {
  startDocumentWorker,
  type DocumentWorker,
} from '../../../electron/document/document-worker.ts';
import type { ChildPort } from '../../../electron/domain/child-port.ts';
import { workerProcesses } from '../../support/document-worker-child.ts';
import { numberedPage } from '../../support/page-images.ts';

const info = { createdAt: '2026-11-23T09:40:32Z', title: 'Unterlagen' };

describe('the document process on a bad day', () => {
  const workers: DocumentWorker[] = [];
  const start = (deadlineMs = 20_000) => {
    const processes = workerProcesses();
    const worker = startDocumentWorker({ spawn: processes.spawn, sharpWasmFolder: '', deadlineMs });
    workers.push(worker);
    return { worker, started: processes.started };
  };
  afterEach(() => workers.splice(0).forEach((worker) => worker.stop()));

  it('killed in the middle of a document: a named problem, and the next attempt succeeds', async () => {
    const { worker, started } = start();
    const original = await numberedPage(1);
    const page = { original, rotation: 0, dpi: 100 } as const;
    const pages = async function* () {
      yield page;
      started[0]?.kill('SIGKILL');
      if (started[0]) await once(started[0], 'exit');
      yield page;
    };
    expect(await worker.buildPdf(pages(), info)).toEqual({ ok: false, problem: 'worker-failed' });
    const again = await worker.buildPdf([page, page], info);
    expect(again.ok && again.value.pageCount).toBe(2);
    expect(started).toHaveLength(2);
  }, 30_000);

  it('hung: a named problem after the deadline, and the process is gone', async () => {
    // A busy machine takes seconds to start the next process; only the stopped one may exceed this.
    const { worker, started } = start(15_000);
    const data = await numberedPage(1);
    expect((await worker.ingest({ format: 'jpeg', data }, 100)).ok).toBe(true);
    started[0]?.kill('SIGSTOP');
    const exit = started[0] && once(started[0], 'exit');
    const ingested = await worker.ingest({ format: 'jpeg', data }, 100);
    expect(ingested).toEqual({ ok: false, problem: 'worker-hung' });
    await exit;
    expect((await worker.ingest({ format: 'jpeg', data }, 100)).ok).toBe(true);
  }, 90_000);

  it('stopped: pending and later requests end, and no process stays or starts', async () => {
    const { worker, started } = start();
    const data = await numberedPage(1);
    const pending = worker.ingest({ format: 'jpeg', data }, 100);
    const exit = started[0] && once(started[0], 'exit');
    worker.stop();
    const ended = { ok: false, problem: 'worker-failed' };
    expect(await pending).toEqual(ended);
    expect(await worker.ingest({ format: 'jpeg', data }, 100)).toEqual(ended);
    await exit;
    expect(started).toHaveLength(1);
  });

  it('talking nonsense: it is ended, not believed', async () => {
    let say: (message: unknown) => void = () => undefined;
    let killed = false;
    const liar: ChildPort = {
      post: (message) => {
        const { id } = message as { id?: number };
        if (id !== undefined) say({ kind: 'done', id, value: { original: 'not bytes' } });
      },
      onMessage: (listener) => (say = listener),
      onExit: () => undefined,
      kill: () => (killed = true),
    };
    const worker = startDocumentWorker({ spawn: () => liar, sharpWasmFolder: '' });
    const ingested = await worker.ingest({ format: 'jpeg', data: await numberedPage(1) }, 100);
    expect(ingested).toEqual({ ok: false, problem: 'worker-failed' });
    expect(killed).toBe(true);
  });
});
