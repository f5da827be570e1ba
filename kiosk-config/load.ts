import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { defaults } from './defaults.ts';
import { layerOf, mergeLayers, type Json, type Layer } from './layers.ts';
import { kioskConfigSchema, type KioskConfig } from './schema.ts';

/** The configuration, or every fault in it as a sentence that says file, setting and what is allowed. */
export type ConfigResult =
  | { readonly ok: true; readonly config: KioskConfig; readonly layers: readonly Layer[] }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Where the layers lie. */
export interface ConfigPlaces {
  /** Folder with one file per site. */
  readonly sitesFolder: string;
  /** The device's own file; its `use` names the site. Paths in it are relative to its folder. */
  readonly deviceFile: string;
}

const failed = (...faults: string[]): ConfigResult => ({ ok: false, faults });

const deviceHead = z.looseObject({
  use: z.string().regex(/^[a-z0-9-]{1,40}$/),
});

const readJson = (
  file: string,
): { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly fault: string } => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { ok: false, fault: `${file}: cannot be read (${codeOf(error)}).` };
  }
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ok: false, fault: `${file}: is not valid JSON: ${reason}.` };
  }
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

/**
 * Reads and checks the configuration: defaults < site < device.
 * The device file looks like `{"use": "werl", "kiosk": {…}, …}`; every other setting may stand in any layer.
 */
export const loadConfig = (places: ConfigPlaces): ConfigResult => {
  const device = readJson(places.deviceFile);
  if (!device.ok) return failed(device.fault);
  const head = deviceHead.safeParse(device.value);
  if (!head.success) {
    return failed(
      `${places.deviceFile}: use: must name the site, e.g. "use": "werl" for sites/werl.json.`,
    );
  }
  const siteFile = resolve(places.sitesFolder, `${head.data.use}.json`);
  const site = readJson(siteFile);
  if (!site.ok) return failed(site.fault);
  return checkLayers([
    { name: 'defaults', values: defaults },
    { name: siteFile, values: site.value },
    { name: places.deviceFile, values: withoutHead(device.value) },
  ]);
};

/** The device's settings without the line that names the site. */
const withoutHead = (device: Json): Json =>
  Object.fromEntries(Object.entries(device as object).filter(([key]) => key !== 'use'));

/** Checks layers that are already at hand. */
const checkLayers = (layers: readonly Layer[]): ConfigResult => {
  const parsed = kioskConfigSchema.safeParse(mergeLayers(layers));
  if (!parsed.success) {
    return { ok: false, faults: parsed.error.issues.flatMap((issue) => sentences(issue, layers)) };
  }
  const faults = contradictions(parsed.data);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config: parsed.data, layers };
};

const sentences = (issue: z.core.$ZodIssue, layers: readonly Layer[]): readonly string[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return `${nameOf(layers, path)}: ${path.join('.')}: is not a setting. Is it misspelt?`;
    });
  }
  const where = layerOf(layers, issue.path)?.name;
  const path = issue.path.join('.');
  return where === undefined
    ? [`${nameOf(layers, [])}: ${path}: is missing. Set it in the site's or the device's file.`]
    : [`${where}: ${path}: ${issue.message}.`];
};

const nameOf = (layers: readonly Layer[], path: readonly PropertyKey[]): string =>
  (path.length === 0 ? layers.at(-1) : layerOf(layers, path))?.name ?? 'configuration';

/** What single settings cannot show: values that contradict each other. */
const contradictions = (config: KioskConfig): readonly string[] => {
  const faults: string[] = [];
  if (!config.languages.includes(config.defaultLanguage)) {
    faults.push(
      `defaultLanguage: "${config.defaultLanguage}" must be one of languages (${config.languages.join(', ')}).`,
    );
  }
  const ids = config.topics.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) faults.push(`topics: the id "${twice}" is used twice.`);
  return [...faults, ...transportFaults(config)];
};

const transportFaults = ({ otherTransports, transport, topics, demo }: KioskConfig): string[] => {
  const faults: string[] = [];
  const known = topics.map(({ id }) => id);
  const names = new Set<string>();
  const taken = new Set<string>();
  for (const { name, topics: ofTransport } of otherTransports) {
    if (names.has(name)) faults.push(`otherTransports: the name "${name}" is used twice.`);
    names.add(name);
    for (const topic of ofTransport) {
      if (!known.includes(topic))
        faults.push(`otherTransports: ${name}: "${topic}" is not one of topics.`);
      if (taken.has(topic))
        faults.push(`otherTransports: the topic "${topic}" has two transports; keep one.`);
      taken.add(topic);
    }
  }
  const all = [{ name: 'transport', transport }, ...otherTransports];
  for (const { name, transport: one } of all)
    if (!demo && one.kind === 'fit-connect' && one.authorityFile === undefined)
      faults.push(`${name}: authorityFile is needed for fit-connect unless demo is true.`);
  return faults;
};

/** A path from the configuration, made absolute: relative ones start at the device file's folder. */
export const configPath = (places: ConfigPlaces, path: string): string =>
  resolve(dirname(places.deviceFile), path);
