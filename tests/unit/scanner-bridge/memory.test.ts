import { expect, test } from 'vitest';
import {
  anyDevice,
  createHostedScanner,
  parseDriverConfig,
  type PageImage,
} from '../../../scanner-bridge/index.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';
import { spawnInProcess } from '../../support/in-process-host.ts';

test('a page that the application let go is not kept by the running scan', async () => {
  const script = { version: 1, steps: [{ do: 'generated', count: 12 }] };
  const config = parseDriverConfig({ driver: 'virtual', pageMs: 0, script });
  if (!config.ok) throw new Error(config.problem);
  const scanner = createHostedScanner({ spawn: spawnInProcess, driver: config.value });
  const settings = { source: 'auto', duplex: false, mode: 'grey', dpi: 75, maxPages: 20 } as const;
  const images: WeakRef<PageImage>[] = [];
  let stillThere: readonly (PageImage | undefined)[] = [];
  for await (const event of scanner.scan(anyDevice, settings, new AbortController().signal)) {
    if (event.kind === 'page') images.push(new WeakRef(event.page.image));
    if (images.length !== 10 || stillThere.length > 0) continue;
    // A reference that was looked at lives until the end of the turn.
    await new Promise(setImmediate);
    collectGarbage();
    stillThere = images.slice(0, 8).map((image) => image.deref());
  }
  await scanner.close();
  expect(stillThere).toEqual(Array<undefined>(8).fill(undefined));
});
