import { describe, expect, it } from 'vitest';
import { transferNote, type Transfer } from '../../../electron/transfer-note.ts';

describe('the transfer note', () => {
  const transfer: Transfer = {
    site: 'werl',
    kiosk: 'werl-1',
    reference: '12-3456-7890-1',
    createdAt: '2026-11-23T09:40:32Z',
    pages: [
      {
        number: 1,
        side: 'front',
        widthPx: 2480,
        heightPx: 3508,
        dpi: 300,
        steps: [
          { step: 'straighten', parameters: { degrees: -2.4, by: 'writing' } },
          { step: 'crop', parameters: { toPaper: true } },
          { step: 'rotate', parameters: { degrees: 180, suggested: 180 } },
          { step: 'code', parameters: { as: 'layers' } },
        ],
        findings: [{ kind: 'folded-corner', confidence: 0.7 }],
      },
      { number: 2, side: 'back', widthPx: 100, heightPx: 100, dpi: 300, steps: [] },
    ],
  };
  const note = transferNote(transfer);

  it('says in words what was done to each page, and what was suspected', () => {
    expect(note.split('\n').slice(1)).toEqual([
      'Seite 1: um -2,4 Grad gerade gerichtet, auf das Papier zugeschnitten, um 180 Grad gedreht; vermutet: Ecke umgeknickt',
      'Seite 2: wie gescannt',
    ]);
  });

  it('says which part of the document this is, where it is one of several files', () => {
    const part = { number: 2, of: 2, firstPage: 7, pagesInAll: 8, tooLarge: false };
    const [, second] = transferNote({ ...transfer, part }).split('\n');
    expect(second).toContain('Teil 2 von 2: Seiten 7 bis 8 von 8');
  });

  it('names the kiosk, the moment and the number on the receipt', () => {
    for (const part of [
      'werl-1',
      'werl)',
      '2026-11-23T09:40:32Z',
      '12-3456-7890-1',
      '2 Seite(n)',
    ]) {
      expect(note).toContain(part);
    }
  });
});
