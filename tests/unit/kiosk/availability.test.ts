import { describe, expect, it } from 'vitest';
import { findAvailability, type AvailabilityParts } from '../../../electron/availability.ts';
import { failed, ok } from '../../../electron/domain/result.ts';
import { nextOpening } from '../../../electron/next-opening.ts';
import { defaults } from '../../../kiosk-config/defaults.ts';

type Hours = AvailabilityParts['hours'];

const day = [{ from: '08:00', to: '16:00' }];
const hours: Hours = {
  ...defaults.openingHours,
  confirmed: true,
  exceptions: [],
  week: {
    ...{ monday: day, tuesday: day, wednesday: day, thursday: day, friday: day },
    ...{ saturday: [], sunday: [] },
  },
};

const monday = (time: string): number => Date.parse(`2026-11-23T${time}:00+01:00`);

const parts = (change: Partial<AvailabilityParts> = {}): AvailabilityParts => ({
  service: () => null,
  halted: () => null,
  recipient: () => Promise.resolve(ok(undefined)),
  room: () => Promise.resolve(ok({ nearlyFull: false })),
  scannerMissing: () => false,
  hours,
  outsideOpeningHours: 'closed',
  now: () => monday('10:00'),
  ...change,
});

const reason = async (change: Partial<AvailabilityParts>): Promise<unknown> =>
  (await findAvailability(parts(change))).reason;

describe('whether the kiosk takes papers', () => {
  it('it does when all is well', async () => {
    expect(await findAvailability(parts())).toMatchObject({ reason: null });
  });

  it.each([
    [
      'no-valid-recipient-key',
      { recipient: () => Promise.resolve(failed('no-valid-recipient-key')) },
    ],
    ['storage-full', { room: () => Promise.resolve(failed('storage-full')) }],
    ['scanner-missing', { scannerMissing: () => true }],
    ['technical-fault', { halted: () => 'R5' }],
    ['closed', { now: () => monday('17:00') }],
  ] satisfies readonly [string, Partial<AvailabilityParts>][])(
    'it does not: %s',
    async (expected, change) => {
      expect(await reason(change)).toBe(expected);
    },
  );

  it('what a person decided comes first, and brings its words along', async () => {
    const found = await findAvailability(
      parts({
        service: () => ({ notice: 'scanner-broken', backAt: null, since: '2026-11-23T09:00:00Z' }),
        halted: () => 'R5',
        scannerMissing: () => true,
      }),
    );
    expect(found).toEqual({
      reason: 'taken-out-of-service',
      outage: { notice: 'scanner-broken', backAt: null, code: null },
      nearlyFull: false,
    });
  });

  it('a disk that is nearly full is said while papers are still taken, and only then', async () => {
    const room = () => Promise.resolve(ok({ nearlyFull: true }));
    expect(await findAvailability(parts({ room }))).toMatchObject({
      reason: null,
      nearlyFull: true,
    });
    expect(await findAvailability(parts({ room, scannerMissing: () => true }))).toMatchObject({
      reason: 'scanner-missing',
      nearlyFull: false,
    });
  });

  it('a halt says its code', async () => {
    expect(await findAvailability(parts({ halted: () => 'MR5' }))).toMatchObject({
      outage: { code: 'MR5' },
    });
  });

  it('outside of the hours it is closed only where the site wants that, and the hours are confirmed', async () => {
    const late = { now: () => monday('17:00') };
    expect(await reason({ ...late, outsideOpeningHours: 'open' })).toBeNull();
    expect(await reason({ ...late, hours: { ...hours, confirmed: false } })).toBeNull();
  });

  it('closed says when it opens: this afternoon, tomorrow, after the holidays', () => {
    const opens = (at: number, of = hours): string | null => nextOpening(of, at);
    expect(opens(monday('07:00'))).toBe('2026-11-23T07:00:00.000Z');
    expect(opens(monday('17:00'))).toBe('2026-11-24T07:00:00.000Z');
    // Christmas 2026: Friday and Saturday are holidays, then Sunday.
    expect(opens(Date.parse('2026-12-24T17:00:00+01:00'))).toBe('2026-12-28T07:00:00.000Z');
    const never = { ...hours, week: defaults.openingHours.week } as unknown as Hours;
    expect(opens(monday('07:00'), never)).toBeNull();
  });
});
