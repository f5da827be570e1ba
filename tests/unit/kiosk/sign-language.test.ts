import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findSignVideos, readSignVideo } from '../../../electron/sign-language.ts';
import { signVideoFor } from '../../../renderer/sign-language/sign-video.ts';

const video = readFileSync(join(import.meta.dirname, '../../fixtures/moving-square.webm'));

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'einwurf-signs-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('finds what is a video or subtitles, and counts what only says so', async () => {
  writeFileSync(join(folder, 'scan.webm'), video);
  writeFileSync(join(folder, 'scan.vtt'), 'WEBVTT\n');
  writeFileSync(join(folder, 'review.webm'), 'not a video');
  writeFileSync(join(folder, 'check.webm'), '');
  writeFileSync(join(folder, 'Notes.txt'), 'for us');
  const found = await findSignVideos(folder);
  expect(found).toEqual({ names: ['scan.vtt', 'scan.webm'], broken: 2, missing: false });
  expect(await readSignVideo(folder, found, 'scan.webm')).toEqual(video);
});

it('gives nothing that it did not find, whatever it is asked for', async () => {
  writeFileSync(join(folder, 'scan.webm'), video);
  const found = await findSignVideos(folder);
  for (const name of ['review.webm', '../device.json', '/etc/passwd', 'Notes.txt'])
    expect(await readSignVideo(folder, found, name)).toBeNull();
  rmSync(join(folder, 'scan.webm'));
  expect(await readSignVideo(folder, found, 'scan.webm')).toBeNull();
});

it('says that the folder is missing; a site without one has nothing', async () => {
  expect(await findSignVideos(join(folder, 'nowhere'))).toMatchObject({ missing: true });
  expect(await findSignVideos(null)).toEqual({ names: [], broken: 0, missing: false });
});

it('a step has the video made for the language first, then the one for everybody, or none', () => {
  const names = ['scan.webm', 'scan.vtt', 'scan.uk.webm', 'check.vtt'];
  expect(signVideoFor(names, 'scan', 'de')).toEqual({ video: 'scan.webm', captions: 'scan.vtt' });
  expect(signVideoFor(names, 'scan', 'uk')).toEqual({
    video: 'scan.uk.webm',
    captions: 'scan.vtt',
  });
  expect(signVideoFor(names, 'check', 'de')).toBeNull();
});
