import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  startDocumentWorker,
  type DocumentWorker,
} from '../../../electron/document/document-worker.ts';
import type { Rotation } from '../../../electron/domain/page.ts';
import { workerProcesses } from '../../support/document-worker-child.ts';
import { renderPages, textOf, wordsOf, type FoundWord } from '../../support/pdf-checks.ts';
import { printedPage, type PrintedPage, type PrintedWord } from '../../support/printed-page.ts';

const info = { createdAt: '2026-11-23T09:40:32Z', title: 'Unterlagen' };

const samples = {
  german: [
    'Sehr geehrte Damen und Herren, hiermit reiche ich die Nebenkostenabrechnung für die Wohnung ein.',
    'Die Überweisung über 1.284,50 Euro erfolgte am 3. März; größere Änderungen müssen Sie bestätigen.',
    'Straße, Maßnahme, Prüfung, Äußerung und Öffnungszeiten stehen in der Übersicht.',
  ],
  ukrainian: [
    'Шановні пані та панове, надсилаю довідку про доходи за березень і квітень цього року.',
    'Прошу підтвердити отримання документів та повідомити про подальші кроки.',
  ],
  arabic: [
    'السيدات والسادة المحترمون أرسل إليكم عقد الإيجار وشهادة الدخل',
    'أرجو تأكيد استلام هذه الوثائق',
  ],
} as const;

/** Area of the overlap divided by the area of both together. */
const overlap = (one: PrintedWord, other: FoundWord): number => {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  if (width <= 0 || height <= 0) return 0;
  const area = (box: Omit<PrintedWord, 'text'>) => (box.right - box.left) * (box.bottom - box.top);
  return (width * height) / (area(one) + area(other) - width * height);
};

/** With places poppler tells words as they stand on paper from left to right. */
const logical = (text: string): string =>
  /\p{Script=Arabic}/u.test(text) ? Array.from(text).reverse().join('') : text;

/** Share of the printed words that the file has at their places, and the median overlap of those. */
const found = (printed: readonly PrintedWord[], inFile: readonly FoundWord[]) => {
  const overlaps = printed.map((word) =>
    Math.max(
      0,
      ...inFile.filter(({ text }) => logical(text) === word.text).map((at) => overlap(word, at)),
    ),
  );
  const hits = overlaps.filter((value) => value > 0.4).sort((a, b) => a - b);
  return { share: hits.length / printed.length, median: hits[hits.length >> 1] ?? 0 };
};

describe('the text layer', () => {
  let worker: DocumentWorker;
  beforeAll(() => {
    worker = startDocumentWorker({ spawn: workerProcesses().spawn, sharpWasmFolder: '' });
  });
  afterAll(() => worker.stop());

  /** The page as a document with its words, laid into the scanner turned by −rotation. */
  const documentOf = async (
    { png }: PrintedPage,
    languages: readonly string[],
    rotation: Rotation = 0,
  ): Promise<Uint8Array> => {
    const data = await sharp(png)
      .rotate((360 - rotation) % 360)
      .jpeg({ quality: 90 })
      .toBuffer();
    const made = await worker.prepare(data, 300, null);
    if (!made.ok) throw new Error(made.problem);
    const { prepared } = made.value;
    const words = await worker.read(prepared, languages, rotation);
    if (!words.ok || words.value === null) throw new Error('nothing could be read');
    const page = { original: new Uint8Array(), rotation, dpi: 300, prepared, words: words.value };
    const built = await worker.buildPdf([page], info);
    if (!built.ok) throw new Error(built.problem);
    return built.value.pdf;
  };

  it.each([
    ['german', ['deu'], '', 0.95],
    ['ukrainian', ['deu', 'ukr'], '', 0.9],
    ['arabic', ['ara'], 'direction: rtl; font: 16pt "Noto Sans Arabic", "Noto Naskh Arabic"', 0.8],
  ] as const)(
    'has the words of a %s letter at their places, and draws none of them',
    async (language, languages, style, least) => {
      const printed = await printedPage(samples[language], style === '' ? undefined : style);
      const pdf = await documentOf(printed, languages);
      const { share, median } = found(printed.words, await wordsOf(pdf, 300));
      expect(share).toBeGreaterThanOrEqual(least);
      expect(median).toBeGreaterThan(0.6);
      expect(Buffer.from(pdf).includes('<pdfaid:conformance>U')).toBe(true);
    },
    120_000,
  );

  it('gives Arabic back in the order in which it is written', async () => {
    const style = 'direction: rtl; font: 16pt "Noto Sans Arabic", "Noto Naskh Arabic"';
    const pdf = await documentOf(await printedPage(samples.arabic, style), ['ara']);
    expect(await textOf(pdf)).toContain('عقد الإيجار');
  });

  it('stands upright on a page that was turned', async () => {
    const printed = await printedPage(samples.german);
    for (const rotation of [90, 180, 270] as const) {
      const pdf = await documentOf(printed, ['deu'], rotation);
      const { share } = found(printed.words, await wordsOf(pdf, 300));
      expect(share, String(rotation)).toBeGreaterThanOrEqual(0.9);
    }
  }, 120_000);

  it('changes nothing of what is to be seen', async () => {
    const printed = await printedPage(samples.german);
    const pdf = await documentOf(printed, ['deu']);
    const [withText] = await renderPages(pdf, 100);
    const page = await worker.prepare(
      await sharp(printed.png).jpeg({ quality: 90 }).toBuffer(),
      300,
      null,
    );
    if (!page.ok) throw new Error(page.problem);
    const { prepared } = page.value;
    const plain = await worker.buildPdf(
      [{ original: new Uint8Array(), rotation: 0, dpi: 300, prepared }],
      info,
    );
    if (!plain.ok) throw new Error(plain.problem);
    const [without] = await renderPages(plain.value.pdf, 100);
    expect(withText?.equals(without ?? Buffer.alloc(0))).toBe(true);
    expect(Buffer.from(plain.value.pdf).includes('<pdfaid:conformance>B')).toBe(true);
  }, 120_000);

  it('is left out where no language is installed', async () => {
    const printed = await printedPage(['Guten Tag']);
    const page = await worker.prepare(await sharp(printed.png).jpeg().toBuffer(), 300, null);
    if (!page.ok) throw new Error(page.problem);
    expect(await worker.read(page.value.prepared, ['tlh'], 0)).toEqual({ ok: true, value: null });
  });
});
