// Who may import whom (ARCHITECTURE.md). Everything not allowed here fails `npm run check`.
// tests/unit/architecture.test.ts breaks each rule once on purpose and sees it reported.

const FEATURES = 'capture|document|envelope|spool|upload|attendant|watchdog|speech';

/** A folder may import itself, the named folders and packages; nothing else of this repository. */
const only = (name, from, to, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: {
    path: '^(electron|renderer|scanner-bridge|kiosk-config|intake)/',
    pathNot: to,
  },
});

/** Feature folders: themselves, domain, log, kiosk-config, and what is named for them. */
const feature = (folder, also = []) =>
  only(
    `${folder}-only-domain-and-config`,
    `^electron/${folder}/`,
    [`^electron/${folder}/`, '^electron/(domain|log)/', '^kiosk-config/', ...also],
    'Features never import each other and never the shell; they meet in journey and finish-submission.',
  );

module.exports = {
  forbidden: [
    only(
      'renderer-only-contract',
      '^renderer/',
      ['^renderer/', '^electron/(contract|domain)/'],
      'The renderer knows the contract and the pure domain, nothing else.',
    ),
    {
      name: 'renderer-no-node',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'domain-is-pure',
      comment: 'No Node, Electron, DOM, clock, disk or package.',
      severity: 'error',
      from: { path: '^electron/domain/' },
      to: { pathNot: '^electron/domain/' },
    },
    only(
      'contract-only-domain',
      '^electron/contract/',
      ['^electron/(contract|domain)/'],
      'The contract is shared by main, preload and renderer.',
    ),
    {
      name: 'contract-no-node',
      severity: 'error',
      from: { path: '^electron/contract/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-no-packages-but-in-schemas',
      comment:
        'The sandboxed preload cannot load packages; only schemas.ts, which main alone reads, has one.',
      severity: 'error',
      from: { path: '^electron/contract/', pathNot: '^electron/contract/schemas\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev'] },
    },
    {
      name: 'contract-schemas-main-side-only',
      comment: 'The sandboxed preload and the renderer cannot carry the schema library.',
      severity: 'error',
      from: { path: '^(renderer/|electron/preload(-sealing)?\\.ts$)' },
      to: { path: '^electron/contract/schemas\\.ts$' },
    },
    only(
      'preload-only-contract',
      '^electron/preload(-sealing)?\\.ts$',
      ['^electron/contract/', '^electron/preload-sealing\\.ts$'],
      'The preload exposes the contract, without libraries.',
    ),
    only(
      'shell-only-contract',
      '^electron/shell/',
      ['^electron/shell/', '^electron/(contract|domain|log)/'],
      'The shell is glue to Electron and knows no feature.',
    ),
    {
      name: 'electron-only-in-shell',
      comment: "Only shell, application.ts and preload.ts import 'electron'.",
      severity: 'error',
      from: {
        path: '^(electron|renderer|scanner-bridge|kiosk-config|intake)/',
        pathNot: '^electron/(shell/|application\\.ts$|preload\\.ts$)',
      },
      to: { path: '(^|node_modules/)electron(/|$)', dependencyTypes: ['npm', 'npm-dev'] },
    },
    only(
      'programs-stay-in-the-kiosk',
      '^electron/[^/]+\\.ts$',
      ['^electron/', '^kiosk-config/', '^scanner-bridge/'],
      'application.ts, kiosk.ts and the other entries join features, bridge and configuration; renderer and intake are apart.',
    ),
    only(
      'journey-only-features',
      '^electron/(journey/|(finish-submission|manifest-page|transfer-note)\\.ts$)',
      [
        '^electron/(journey/|(manifest-page|transfer-note)\\.ts$)',
        `^electron/(${FEATURES}|domain|log)/`,
        '^kiosk-config/',
      ],
      'The journey composes features; it knows neither shell nor contract.',
    ),
    feature('capture', ['^scanner-bridge/']),
    feature('attendant', ['^electron/contract/']),
    feature('watchdog'),
    feature('document'),
    feature('envelope'),
    feature('spool'),
    feature('upload'),
    feature('speech'),
    only('log-only-domain', '^electron/log/', ['^electron/(log|domain)/'], 'The log is for all.'),
    only(
      'scanner-bridge-stands-alone',
      '^scanner-bridge/',
      ['^scanner-bridge/'],
      'It could be its own package.',
    ),
    {
      name: 'drivers-are-siblings',
      comment: 'Drivers never import each other; drivers/index.ts has the only switch.',
      severity: 'error',
      from: { path: '^scanner-bridge/drivers/([^/]+)/' },
      to: {
        path: '^scanner-bridge/drivers/([^/]+/|index\\.ts$)',
        pathNot: '^scanner-bridge/drivers/$1/',
      },
    },
    {
      name: 'drivers-through-the-switch',
      severity: 'error',
      from: {
        path: '^(electron|scanner-bridge|intake|kiosk-config|renderer)/',
        pathNot: '^scanner-bridge/drivers/',
      },
      to: { path: '^scanner-bridge/drivers/[^/]+/' },
    },
    only(
      'kiosk-config-stands-alone',
      '^kiosk-config/',
      ['^kiosk-config/'],
      'Configuration knows no kiosk.',
    ),
    only(
      'intake-only-domain-and-envelope',
      '^intake/',
      ['^intake/', '^electron/(domain|envelope)/'],
      'The receiving end shares the format, nothing else.',
    ),
    {
      name: 'nothing-imports-setup',
      comment: 'What sets up a machine is no part of the product.',
      severity: 'error',
      from: { pathNot: '^(setup|tests)/' },
      to: { path: '^setup/' },
    },
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      from: { pathNot: '^tests/' },
      to: { path: '^tests/' },
    },
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-undeclared-packages',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    { name: 'nothing-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.tsbuild|^out/|/pixels/assembly/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
    combinedDependencies: true,
  },
};
