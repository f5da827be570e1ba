/**
 * How far a submission has come, as far as anybody with its reference number may know. `accepted`: it lies at this
 * kiosk (receipt R0); `received`: the receiving side has it (R1); `filed`: taken into the file (R2); `unreachable`: not
 * of this kiosk, and the receiving side could not be asked.
 */
export const standingStates = ['unknown', 'accepted', 'received', 'filed', 'unreachable'] as const;
export type StandingState = (typeof standingStates)[number];

export interface Standing {
  readonly state: StandingState;
  /** Moment of that step, ISO 8601; null where it is not known. */
  readonly at: string | null;
  /** Of `accepted` only: when it is sent next, ISO 8601; null where nobody can say. */
  readonly sendsAt: string | null;
}
