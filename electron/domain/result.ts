/**
 * An expected outcome: a value, or one problem from a closed list.
 * Bugs throw; what can go wrong in the field is returned.
 */
export type Result<Value, Problem> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly problem: Problem };

/** Wraps a value as success. */
export const ok = <Value>(value: Value): Result<Value, never> => ({ ok: true, value });

/** Wraps a problem as failure. */
export const failed = <Problem>(problem: Problem): Result<never, Problem> => ({
  ok: false,
  problem,
});
