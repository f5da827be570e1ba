type Plain = Readonly<Record<string, unknown>>;

/**
 * The newer of two plain values (JSON), in which every part that is as before is the very same object as before. The
 * main process sends the whole view with every change; this way a screen draws again only what has changed in it.
 */
export const withKeptParts = <Value>(before: Value | null, after: Value): Value =>
  kept(before, after) as Value;

const kept = (before: unknown, after: unknown): unknown => {
  if (Object.is(before, after)) return before;
  if (Array.isArray(before) && Array.isArray(after)) return keptList(before, after);
  return isPlain(before) && isPlain(after) ? keptObject(before, after) : after;
};

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const keptList = (before: readonly unknown[], after: readonly unknown[]): readonly unknown[] => {
  const parts = after.map((part, at) => kept(before[at], part));
  return parts.length === before.length && parts.every((part, at) => part === before[at])
    ? before
    : parts;
};

const keptObject = (before: Plain, after: Plain): Plain => {
  const parts = Object.entries(after).map(([name, part]) => [name, kept(before[name], part)]);
  const same =
    parts.length === Object.keys(before).length &&
    parts.every(([name, part]) => Object.is(part, before[String(name)]));
  return same ? before : (Object.fromEntries(parts) as Plain);
};
