import { isOpen, type KioskConfig } from '../kiosk-config/index.ts';
import type { Outage } from './contract/view.ts';
import type { OutOfOrderReason } from './domain/problem.ts';
import type { Result } from './domain/result.ts';
import type { Service } from './attendant/service-file.ts';
import { nextOpening } from './next-opening.ts';
import type { Room } from './spool/spool.ts';

/** Whether the kiosk takes papers, and what else is to be said when it does not. */
export interface Availability {
  readonly reason: OutOfOrderReason | null;
  readonly outage: Outage;
  /** It takes papers, but not many more. */
  readonly nearlyFull: boolean;
}

/** Everything that can keep the kiosk from taking papers. */
export interface AvailabilityParts {
  readonly service: () => Service | null;
  /** The code of a crash loop that nobody has looked at yet, or null. */
  readonly halted: () => string | null;
  readonly recipient: () => Promise<Result<unknown, OutOfOrderReason>>;
  readonly room: () => Promise<Result<Room, OutOfOrderReason>>;
  readonly scannerMissing: () => boolean;
  readonly hours: KioskConfig['openingHours'];
  readonly outsideOpeningHours: KioskConfig['outsideOpeningHours'];
  readonly now: () => number;
}

const nothing: Outage = { notice: null, backAt: null, code: null };

const because = (reason: OutOfOrderReason, more: Partial<Outage> = {}): Availability => ({
  reason,
  outage: { ...nothing, ...more },
  nearlyFull: false,
});

/** Finds out. What a person decided comes before what the kiosk noticed, what needs help before what passes. */
export const findAvailability = async (parts: AvailabilityParts): Promise<Availability> => {
  const service = parts.service();
  if (service !== null) {
    return because('taken-out-of-service', { notice: service.notice, backAt: service.backAt });
  }
  const code = parts.halted();
  if (code !== null) return because('technical-fault', { code });
  const recipient = await parts.recipient();
  if (!recipient.ok) return because(recipient.problem);
  const room = await parts.room();
  if (!room.ok) return because(room.problem);
  const now = parts.now();
  if (parts.outsideOpeningHours === 'closed' && isOpen(parts.hours, new Date(now)) === false) {
    return because('closed', { backAt: nextOpening(parts.hours, now) });
  }
  return parts.scannerMissing()
    ? because('scanner-missing')
    : { reason: null, outage: nothing, nearlyFull: room.value.nearlyFull };
};
