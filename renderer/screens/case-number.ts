/** What a case number typed so far is worth. */
export type CaseNumberState = 'empty' | 'complete' | 'begun' | 'wrong';

/** As people type it into the pattern's own spelling: no spaces, capital letters. */
export const normalCaseNumber = (typed: string): string =>
  typed.replace(/\s/g, '').toLocaleUpperCase('de');

/**
 * Checks a number while it is typed. Whether an unfinished number can still become right is found by
 * completing it with the tail of strings the pattern is known to match: the example, and what differs from
 * it in digits and letters.
 * @param pattern regular expression for the whole string, from the site's configuration
 */
export const caseNumberState = (
  typed: string,
  pattern: string,
  example: string,
): CaseNumberState => {
  const number = normalCaseNumber(typed);
  if (number === '') return 'empty';
  const whole = new RegExp(`^(?:${pattern})$`, 'u');
  if (whole.test(number)) return 'complete';
  return completions(number, example).some((candidate) => whole.test(candidate))
    ? 'begun'
    : 'wrong';
};

/** Longest number tried when looking for a way to complete one, in characters. */
const LONGEST = 24;

/** Ways an unfinished number could go on: as the example does, or with digits, perhaps after one letter. */
const completions = (number: string, example: string): readonly string[] => {
  const tails = [example.slice(number.length)];
  for (let length = 1; number.length + length <= LONGEST; length += 1) {
    const digits = '0'.repeat(length);
    tails.push(digits);
    for (let at = 0; at < length; at += 1) {
      tails.push(`${digits.slice(0, at)}A${digits.slice(at + 1)}`);
    }
  }
  return tails.map((tail) => number + tail);
};
