import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const project = fileURLToPath(new URL('../../../', import.meta.url));
const eslint = new ESLint({ cwd: project });

/** Rules and messages reported when `code` stands in `file` (one that exists, so that its types are known). */
const reported = async (file: string, code: string): Promise<readonly string[]> => {
  const [result] = await eslint.lintText(code, { filePath: `${project}${file}` });
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId ?? 'parser'}: ${message}`);
};

const cases = [
  {
    tells: 'a shell file other than the ipc host imports ipcMain',
    file: 'electron/spool/queue.ts',
    code: "import { ipcMain } from 'electron';\nexport const raw = ipcMain;\n",
    says: 'no-restricted-syntax: Only electron/shell/ipc*.ts',
  },
  {
    tells: 'a screen reaches for window.kiosk',
    file: 'renderer/app.tsx',
    code: 'export const bridge: unknown = window.kiosk;\n',
    says: 'no-restricted-syntax: Only renderer/kiosk-client.ts',
  },
  {
    tells: 'a feature reads the environment',
    file: 'electron/spool/queue.ts',
    code: "export const home = process.env['HOME'];\n",
    says: 'no-restricted-syntax: Settings come from kiosk-config',
  },
  {
    tells: 'the domain asks for the time',
    file: 'electron/domain/journey.ts',
    code: 'export const now = Date.now();\n',
    says: 'no-restricted-syntax: Pure code has no clock',
  },
  {
    tells: 'a feature rolls dice',
    file: 'electron/spool/queue.ts',
    code: 'export const dice = Math.random();\n',
    says: 'no-restricted-syntax: Randomness is injected',
  },
  {
    tells: 'a driver runs a command line',
    file: 'intake/server.ts',
    code: "import { exec } from 'node:child_process';\nexport const run = exec;\n",
    says: 'no-restricted-syntax: Programs get their arguments as an array',
  },
  {
    tells: 'the call that ends Electron is used',
    file: 'electron/spool/queue.ts',
    code: 'declare const koffi: { view: () => void };\nkoffi.view();\n',
    says: 'no-restricted-syntax: koffi.view() ends an Electron process',
  },
  {
    tells: 'a promise is forgotten',
    file: 'electron/spool/queue.ts',
    code: 'const work = (): Promise<void> => Promise.resolve();\nwork();\n',
    says: '@typescript-eslint/no-floating-promises: ',
  },
  {
    tells: 'a step of a union is forgotten in a switch',
    file: 'electron/domain/journey.ts',
    code: "export const f = (side: 'front' | 'back'): number => {\n  switch (side) {\n    case 'front':\n      return 1;\n  }\n  return 2;\n};\n",
    says: '@typescript-eslint/switch-exhaustiveness-check: ',
  },
  {
    tells: 'the product prints',
    file: 'electron/spool/queue.ts',
    code: "console.log('hello');\n",
    says: 'no-console: ',
  },
];

describe('what must not be written', () => {
  it.each(cases)('$tells: reported', async ({ file, code, says }) => {
    expect(await reported(file, code)).toContainEqual(expect.stringContaining(says));
  });

  it('lets the one file that may use the bridge use it', async () => {
    const code = readFileSync(`${project}renderer/kiosk-client.ts`, 'utf8');
    expect(await reported('renderer/kiosk-client.ts', code)).toEqual([]);
  });
});
