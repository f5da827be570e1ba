import { describe, expect, it } from 'vitest';
import { caseNumberState, normalCaseNumber } from '../../../renderer/screens/case-number.ts';

const PATTERN = '\\d{5}//\\d{7}|\\d{3}[A-Z]\\d{6}';
const EXAMPLE = '12345//0001234';
const state = (typed: string) => caseNumberState(typed, PATTERN, EXAMPLE);

describe('a case number while it is typed', () => {
  it('is not called wrong at any point on the way to a right one', () => {
    for (const number of ['98765//7654321', '123A456789']) {
      for (let length = 1; length < number.length; length += 1) {
        expect([number.slice(0, length), state(number.slice(0, length))]).toEqual([
          number.slice(0, length),
          'begun',
        ]);
      }
      expect(state(number)).toBe('complete');
    }
  });

  it.each(['A', '12A', '123456', '12345/1', '123A4567890', '12345//00012345'])(
    '%s can never become one and is called wrong at once',
    (typed) => {
      expect(state(typed)).toBe('wrong');
    },
  );

  it('does not mind spaces and small letters', () => {
    expect(state(' 123a 456 789 ')).toBe('complete');
    expect(normalCaseNumber(' 123a 456 789 ')).toBe('123A456789');
  });

  it('is empty while only blanks are typed', () => {
    expect(state('  ')).toBe('empty');
  });
});
