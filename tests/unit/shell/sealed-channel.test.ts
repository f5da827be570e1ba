import { expect, it } from 'vitest';
import { agreeWithMain } from '../../../electron/preload-sealing.ts';
import { openJson, sealJson } from '../../../electron/shell/sealed-json.ts';
import { beginAgreement, type SealedChannel } from '../../../electron/shell/sealed-channel.ts';

const NAME = 'Kanari Grünwald-Öztürk';

/** Main and the screens' preload, agreed. */
const agreed = async () => {
  const mains: SealedChannel[] = [];
  const screens = await agreeWithMain((point) => {
    const agreement = beginAgreement('main');
    const main = agreement.with(point);
    if (main !== null) mains.push(main);
    return Promise.resolve(agreement.point);
  });
  const [main] = mains;
  if (main === undefined) throw new Error('not agreed');
  return { main, screens };
};

it('what one end seals the other opens, and nobody reads it on the way', async () => {
  const { main, screens } = await agreed();
  const request = { kind: 'enter-details', details: { name: NAME } };
  const sealed = await screens.seal(request, 'kiosk:customer-event');
  expect(Buffer.from(sealed).includes('Kanari')).toBe(false);
  expect(openJson(main, sealed, 'kiosk:customer-event')).toEqual({ ok: true, value: request });
  const view = sealJson(main, { name: NAME }, 'view');
  expect(Buffer.from(view).includes('Kanari')).toBe(false);
  expect(await screens.open(view, 'view')).toEqual({ name: NAME });
});

it('keeps the order of what is said at once, long or short', async () => {
  const { main, screens } = await agreed();
  const texts = Array.from({ length: 50 }, (_, index) => 'x'.repeat((index * 7919) % 20_000));
  const sealed: Uint8Array[] = [];
  await Promise.all(
    texts.map((text) => screens.seal(text, 'a').then((message) => sealed.push(message))),
  );
  expect(sealed.map((message) => openJson(main, message, 'a'))).toEqual(
    texts.map((value) => ({ ok: true, value })),
  );
});

it('refuses what is for something else, altered, shortened, said again or by somebody else', async () => {
  const { main, screens } = await agreed();
  const stranger = await agreed();
  const refused = { ok: false, problem: 'not-sealed' };
  const sealed = await screens.seal('first', 'kiosk:speak');
  expect(openJson(main, sealed, 'kiosk:attendant')).toEqual(refused);
  for (let at = 0; at < sealed.length; at += 1) {
    const altered = Uint8Array.from(sealed);
    altered[at] = (altered[at] ?? 0) ^ 1;
    expect(openJson(main, altered, 'kiosk:speak')).toEqual(refused);
    expect(openJson(main, sealed.subarray(0, at), 'kiosk:speak')).toEqual(refused);
  }
  const foreign = await stranger.screens.seal('first', 'kiosk:speak');
  expect(openJson(main, foreign, 'kiosk:speak')).toEqual(refused);
  expect(openJson(main, sealed, 'kiosk:speak')).toEqual({ ok: true, value: 'first' });
  expect(openJson(main, sealed, 'kiosk:speak')).toEqual(refused);
  // Main's own words, sent back to it.
  const own = sealJson(main, 'own', 'kiosk:speak');
  expect(openJson(main, own, 'kiosk:speak')).toEqual(refused);
});

it('opens nothing that is longer than any screen, and nothing that is not JSON', async () => {
  const { main, screens } = await agreed();
  expect(openJson(main, await screens.seal('x'.repeat(200_000), 'a'), 'a').ok).toBe(false);
  expect(openJson(main, await screens.seal(undefined, 'a'), 'a')).toEqual({
    ok: false,
    problem: 'not-json',
  });
});

it('agrees with no point that is not on the curve', () => {
  for (const point of [new Uint8Array(), new Uint8Array(65), new Uint8Array(65).fill(4)])
    expect(beginAgreement('main').with(point)).toBeNull();
});

it('says and hears nothing once its keys are forgotten', async () => {
  const { main, screens } = await agreed();
  const sealed = await screens.seal('late', 'a');
  main.close();
  expect(openJson(main, sealed, 'a').ok).toBe(false);
  expect(() => sealJson(main, 'x', 'a')).toThrow();
});

it('leaves no plain bytes of what it seals', async () => {
  const { main } = await agreed();
  const plain = Buffer.from(NAME);
  main.seal(plain, 'a');
  expect(plain.every((byte) => byte === 0)).toBe(true);
});
