import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { languages } from '../../../electron/domain/language.ts';
import { espeakArguments, espeakSpeaker, type Speech } from '../../../electron/speech/speaker.ts';
import { traitsOf, textsOf } from '../../../renderer/i18n/index.ts';

const ESPEAK = '/usr/bin/espeak-ng';
const usual: Speech = { text: 'Guten Tag', locale: 'de-DE', volume: 3, speed: 3 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'einwurf-speech-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What espeak-ng really says, as 16-bit samples. */
const samplesOf = (speech: Speech): Int16Array => {
  const file = join(folder, 'said.wav');
  execFileSync(ESPEAK, [...espeakArguments(speech), '-w', file], { input: speech.text });
  const wav = readFileSync(file).subarray(44);
  return new Int16Array(wav.buffer.slice(wav.byteOffset, wav.byteOffset + (wav.length & ~1)));
};
const loudness = (samples: Int16Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

describe.runIf(existsSync(ESPEAK))('espeak-ng itself', () => {
  it.each(languages)('has a voice that says something in %s', (language) => {
    const text = textsOf[language].attract.title;
    const samples = samplesOf({ ...usual, text, locale: traitsOf[language].locale });
    expect(samples.length).toBeGreaterThan(8000);
    expect(loudness(samples)).toBeGreaterThan(100);
  });

  it('speaks louder and slower when asked to', () => {
    const loud = loudness(samplesOf({ ...usual, volume: 5 }));
    const quiet = loudness(samplesOf({ ...usual, volume: 1 }));
    expect(loud).toBeGreaterThan(2 * quiet);
    const slow = samplesOf({ ...usual, speed: 1 }).length;
    const fast = samplesOf({ ...usual, speed: 5 }).length;
    expect(slow).toBeGreaterThan(1.5 * fast);
  });
});

describe('a kiosk without espeak-ng', () => {
  it('hears of it once and goes on without speech', async () => {
    const unavailable = vi.fn();
    const speaker = espeakSpeaker(join(folder, 'no-such-program'), unavailable);
    speaker.say(usual);
    await vi.waitFor(() => expect(unavailable).toHaveBeenCalledOnce());
    speaker.say(usual);
    speaker.close();
    expect(unavailable).toHaveBeenCalledOnce();
  });
});

describe('what others can see', () => {
  it('never has the text among the program’s arguments', () => {
    expect(espeakArguments({ ...usual, text: 'secret' }).join(' ')).not.toContain('secret');
  });
});
