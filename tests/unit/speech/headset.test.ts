import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { watchHeadset } from '../../../electron/speech/headset.ts';
import { manualClock } from '../../support/manual-clock.ts';

const onBoard = '00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1\n';
const microphone = '02-00: USB Audio : USB Audio : capture 1\n';
const headset = '01-00: USB Audio : USB Audio : playback 1 : capture 1\n';

const heardWhile = async (texts: readonly (string | null)[]): Promise<readonly boolean[]> => {
  const clock = manualClock();
  const heard: boolean[] = [];
  let at = 0;
  watchHeadset(
    () => Promise.resolve(texts[at] ?? null),
    (ms, callback) => clock.after(ms, callback),
    (plugged) => heard.push(plugged),
  );
  await setImmediate();
  for (at = 1; at < texts.length; at += 1) {
    clock.pass(1000);
    await setImmediate();
  }
  return heard;
};

it('a headset is plugged in and out again', async () => {
  const texts = [onBoard, onBoard, onBoard + headset, onBoard + headset, onBoard];
  expect(await heardWhile(texts)).toEqual([true, false]);
});

it('what is there from the start, and a microphone, are no headset', async () => {
  expect(await heardWhile([onBoard + headset, onBoard + headset + microphone])).toEqual([]);
});

it('a machine that does not tell', async () => {
  expect(await heardWhile([null, onBoard, onBoard + headset])).toEqual([]);
});
