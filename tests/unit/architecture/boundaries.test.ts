import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cruise, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser';
import { afterEach, describe, expect, it } from 'vitest';
import { boundaryCases, cleanTree } from './boundary-cases.ts';

const config = createRequire(import.meta.url)('../../../.dependency-cruiser.cjs') as {
  readonly forbidden: IForbiddenRuleType[];
  readonly options: Readonly<Record<string, unknown>> & {
    readonly enhancedResolveOptions: Readonly<Record<string, unknown>>;
  };
};

const package_ = (name: string) => ({
  [`node_modules/${name}/package.json`]: JSON.stringify({ name, main: 'index.js' }),
  [`node_modules/${name}/index.js`]: 'exports.nothing = 0;\n',
});

/** What every tree has: the packages that the cases import, one of them not declared. */
const surroundings = {
  'package.json': JSON.stringify({
    dependencies: { zod: '*' },
    devDependencies: { electron: '*' },
  }),
  ...package_('zod'),
  ...package_('electron'),
  ...package_('undeclared'),
};

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const write = (files: Readonly<Record<string, string>>): string => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'einwurf-boundaries-')));
  folders.push(folder);
  for (const [path, text] of Object.entries({ ...surroundings, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
};

/** The names of the rules that the tree breaks. */
const brokenRules = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const { enhancedResolveOptions, ...options } = config.options;
  const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))];
  const { output } = await cruise(
    folders,
    {
      ...options,
      baseDir: write(files),
      validate: true,
      ruleSet: { forbidden: config.forbidden },
    },
    { ...enhancedResolveOptions, bustTheCache: true },
  );
  const { violations } = (output as ICruiseResult).summary;
  return [...new Set(violations.map(({ rule }) => rule.name))];
};

describe('who may import whom', () => {
  it.each(boundaryCases)('$rule is reported when $tells', async ({ rule, files }) => {
    expect(await brokenRules(files)).toEqual([rule]);
  });

  it('lets a tree pass in which every folder keeps to its own', async () => {
    expect(await brokenRules(cleanTree)).toEqual([]);
  });

  it('has no rule that nobody has seen broken', () => {
    const seen = new Set(boundaryCases.map(({ rule }) => rule));
    expect(
      config.forbidden.map(({ name }) => name).filter((name) => !seen.has(name ?? '')),
    ).toEqual([]);
  });
});
