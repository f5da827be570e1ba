/** Why a PIN is not accepted, as a sentence for whoever chooses it. */
export type PinFault = string;

const LEAST = 6;
const MOST = 12;

const steps = (pin: string): readonly number[] =>
  Array.from(pin.slice(1), (digit, at) => Number(digit) - Number(pin[at]));

/** What people try first: one digit again and again, rows of the keypad, repeated halves, dates of one year. */
const isGuessedFirst = (pin: string): boolean => {
  const each = steps(pin);
  const [first] = each;
  if (first !== undefined && Math.abs(first) <= 1 && each.every((step) => step === first))
    return true;
  if (new Set(pin).size < 3) return true;
  const half = pin.slice(0, pin.length / 2);
  if (pin === half + half || pin === half.slice(0, half.length / 2).repeat(4)) return true;
  return ['123456', '654321', '147258', '258369', '159753', '112233', '123321', '789456'].some(
    (row) => pin.includes(row),
  );
};

/** null: this PIN may be used. */
export const pinFault = (pin: string): PinFault | null => {
  if (!/^\d+$/.test(pin)) return 'A PIN has digits only.';
  if (pin.length < LEAST || pin.length > MOST) return `A PIN has ${LEAST} to ${MOST} digits.`;
  return isGuessedFirst(pin) ? 'That PIN is among the first anybody would try.' : null;
};
