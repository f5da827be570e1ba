/** A JSON value as it comes from a file. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** One source of settings. A later layer wins over an earlier one. */
export interface Layer {
  /** Where it comes from, as a person would look it up: "defaults" or a file's path. */
  readonly name: string;
  readonly values: Json;
}

const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Lays one value over another: objects are merged setting by setting, everything else (lists, too) is replaced
 * whole, so that a site's list of topics is exactly what the site wrote.
 */
const over = (lower: Json, upper: Json): Json => {
  if (!isObject(lower) || !isObject(upper)) return upper;
  const merged: Record<string, Json> = { ...lower };
  for (const [key, value] of Object.entries(upper)) {
    const below = lower[key];
    merged[key] = below === undefined || key === '__proto__' ? value : over(below, value);
  }
  return merged;
};

/** All layers as one value, lowest first. */
export const mergeLayers = (layers: readonly Layer[]): Json =>
  layers.reduce<Json>((merged, layer) => over(merged, layer.values), {});

const valueAt = (value: Json | undefined, path: readonly PropertyKey[]): Json | undefined =>
  path.reduce<Json | undefined>((current, key) => {
    if (Array.isArray(current)) return (current as readonly Json[])[Number(key)];
    return isObject(current) ? current[String(key)] : undefined;
  }, value);

/** The topmost layer that says something at this path, for error messages and `show`. */
export const layerOf = (
  layers: readonly Layer[],
  path: readonly PropertyKey[],
): Layer | undefined =>
  [...layers].reverse().find(({ values }) => valueAt(values, path) !== undefined);
