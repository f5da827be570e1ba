import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withKeptParts } from '../../../renderer/kept-parts.ts';

const page = (id: string, rotation = 0) => ({ id, rotation, findings: ['blank'] });

describe('the view after a change', () => {
  it('keeps every page that is as it was', () => {
    const before = { pages: [page('a'), page('b')], step: 'scan' };
    const after = { pages: [page('a'), page('b', 90), page('c')], step: 'scan' };
    const kept = withKeptParts(before, after);
    expect(kept).toEqual(after);
    expect(kept.pages[0]).toBe(before.pages[0]);
    expect(kept.pages[1]).not.toBe(before.pages[1]);
  });

  it('is the very same view when nothing has changed', () => {
    const before = { pages: [page('a')], idle: { phase: 'active' } };
    expect(withKeptParts(before, structuredClone(before))).toBe(before);
  });

  it('has no part that is gone', () => {
    expect(withKeptParts<object>({ a: 1, b: [1, 2] }, { b: [1] })).toEqual({ b: [1] });
  });

  it('is what main sent, whatever was there before', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, after) => {
        expect(withKeptParts(before, after)).toEqual(after);
      }),
    );
  });
});
