import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** What must not be written, and why. tests/unit/architecture/lint.test.ts sees each one reported. */
const bans = {
  rawIpc: {
    selector:
      ':matches(ImportSpecifier[imported.name=/^ipc(Main|Renderer)$/], MemberExpression[property.name=/^ipc(Main|Renderer)$/])',
    message:
      'Only electron/shell/ipc*.ts and electron/preload.ts speak IPC; everybody else uses the contract.',
  },
  kioskBridge: {
    selector: "MemberExpression[object.name=/^(window|globalThis)$/][property.name='kiosk']",
    message: 'Only renderer/kiosk-client.ts touches window.kiosk.',
  },
  environment: {
    selector: "MemberExpression[object.name='process'][property.name='env']",
    message:
      'Settings come from kiosk-config; only entry points and spawned programs read the environment.',
  },
  clock: {
    selector:
      ":matches(NewExpression[callee.name='Date'][arguments.length=0], MemberExpression[object.name='Date'][property.name='now'])",
    message: 'Pure code has no clock; take the time as a value.',
  },
  chance: {
    selector: "MemberExpression[object.name='Math'][property.name='random']",
    message: 'Randomness is injected, and from node:crypto.',
  },
  shellString: {
    selector:
      ":matches(ImportSpecifier[imported.name=/^exec(Sync)?$/], Property[key.name='shell'][value.value=true])",
    message: 'Programs get their arguments as an array, never through a shell.',
  },
  koffiView: {
    selector: "MemberExpression[object.name='koffi'][property.name='view']",
    message: 'koffi.view() ends an Electron process; use koffi.decode() or copy.',
  },
};
const everywhere = [bans.rawIpc, bans.kioskBridge, bans.shellString, bans.koffiView];
const inFeatures = [...everywhere, bans.environment, bans.chance];

/** @param {{selector: string, message: string}[]} banned */
const banning = (...banned) => ({ 'no-restricted-syntax': ['error', ...banned] });

/** @param {{selector: string, message: string}} ban */
const everywhereBut = (ban) => everywhere.filter((other) => other !== ban);

export default defineConfig(
  { ignores: ['node_modules', 'out', 'dist', '.tsbuild', 'data', 'demo', 'results'] },
  // AssemblyScript: its own compiler checks it.
  { ignores: ['electron/document/pixels/assembly'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.cjs', '*.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/prefer-readonly': 'error',
      'no-console': 'error',
      'no-eval': 'error',
      eqeqeq: 'error',
      ...banning(...everywhere),
    },
  },
  {
    files: ['electron/**', 'renderer/**', 'scanner-bridge/**', 'kiosk-config/**', 'intake/**'],
    ignores: ['electron/*.ts', '**/cli/**'],
    rules: banning(...inFeatures),
  },
  {
    // Hands the environment on to the program it starts.
    files: ['scanner-bridge/drivers/*/program.ts'],
    rules: banning(...everywhere),
  },
  {
    files: ['electron/domain/**', 'electron/contract/**'],
    rules: banning(...inFeatures, bans.clock),
  },
  {
    files: ['electron/shell/ipc*.ts', 'electron/preload.ts'],
    rules: banning(...everywhereBut(bans.rawIpc), bans.environment),
  },
  {
    files: ['renderer/kiosk-client.ts'],
    rules: banning(...everywhereBut(bans.kioskBridge), bans.environment),
  },
  {
    files: ['renderer/**/*.tsx', 'renderer/**/*.ts'],
    ...reactHooks.configs.flat['recommended-latest'],
  },
  {
    // Commands talk to a person on a terminal; nothing else does.
    files: ['setup/**', '**/cli/**', 'intake/**', 'tests/**'],
    rules: { 'no-console': 'off' },
  },
  {
    // Tests play the customer's part, and an attacker's.
    files: ['tests/**'],
    rules: banning(bans.shellString, bans.koffiView),
  },
  {
    // The type checker knows the globals of setup/ (checkJs).
    files: ['setup/**/*.mjs'],
    rules: { 'no-undef': 'off' },
  },
  {
    files: ['*.js', '*.cjs'],
    ...tseslint.configs.disableTypeChecked,
  },
  {
    files: ['*.js', '*.cjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', module: 'writable' } },
  },
);
