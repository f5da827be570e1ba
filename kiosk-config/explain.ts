import { layerOf, mergeLayers, type Json, type Layer } from './layers.ts';

/** One line per setting: path = value, and the layer it comes from. */
export const explain = (layers: readonly Layer[]): readonly string[] =>
  leaves(mergeLayers(layers), []).map(
    ({ path, value }) =>
      `${path.join('.')} = ${JSON.stringify(value)}    (${layerOf(layers, path)?.name ?? '?'})`,
  );

interface Leaf {
  readonly path: readonly string[];
  readonly value: Json;
}

/** Objects are walked into; lists are shown whole, as they are replaced whole. */
const leaves = (value: Json, path: readonly string[]): readonly Leaf[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
    : [{ path, value }];
