/** A small tree of files, by path, that breaks exactly one rule of .dependency-cruiser.cjs. */
export interface BoundaryCase {
  readonly rule: string;
  readonly tells: string;
  readonly files: Readonly<Record<string, string>>;
}

const nothing = 'export const nothing = 0;\n';
const using = (path: string): string => `import { nothing } from '${path}';\nexport { nothing };\n`;

/** `from` imports `to` by the relative path. */
const breaks = (
  rule: string,
  tells: string,
  from: string,
  path: string,
  to?: string,
): BoundaryCase => ({
  rule,
  tells,
  files: { [from]: using(path), ...(to === undefined ? {} : { [to]: nothing }) },
});

export const boundaryCases: readonly BoundaryCase[] = [
  breaks(
    'renderer-only-contract',
    'a screen reads the spool',
    'renderer/screens/scan.tsx',
    '../../electron/spool/queue.ts',
    'electron/spool/queue.ts',
  ),
  breaks('renderer-no-node', 'a screen opens files', 'renderer/app.tsx', 'node:fs'),
  breaks(
    'domain-is-pure',
    'the journey asks for the time',
    'electron/domain/journey.ts',
    'node:os',
  ),
  breaks('domain-is-pure', 'the domain uses a package', 'electron/domain/journey.ts', 'zod'),
  breaks(
    'contract-only-domain',
    'the contract knows the shell',
    'electron/contract/requests.ts',
    '../shell/window.ts',
    'electron/shell/window.ts',
  ),
  breaks('contract-no-node', 'the contract hashes', 'electron/contract/view.ts', 'node:crypto'),
  breaks(
    'contract-no-packages-but-in-schemas',
    'a package would reach the preload',
    'electron/contract/requests.ts',
    'zod',
  ),
  breaks(
    'contract-schemas-main-side-only',
    'the renderer would carry the schema library',
    'renderer/kiosk-client.ts',
    '../electron/contract/schemas.ts',
    'electron/contract/schemas.ts',
  ),
  breaks(
    'contract-schemas-main-side-only',
    'the sandboxed preload would need a package',
    'electron/preload.ts',
    './contract/schemas.ts',
    'electron/contract/schemas.ts',
  ),
  breaks(
    'preload-only-contract',
    'the preload reaches for a feature',
    'electron/preload.ts',
    './capture/page-store.ts',
    'electron/capture/page-store.ts',
  ),
  breaks(
    'shell-only-contract',
    'the shell knows a feature',
    'electron/shell/protocol.ts',
    '../capture/page-store.ts',
    'electron/capture/page-store.ts',
  ),
  breaks(
    'electron-only-in-shell',
    'a feature asks Electron',
    'electron/spool/queue.ts',
    'electron',
  ),
  breaks(
    'programs-stay-in-the-kiosk',
    'the kiosk brings its own intake',
    'electron/main.ts',
    '../intake/server.ts',
    'intake/server.ts',
  ),
  breaks(
    'journey-only-features',
    'the journey knows the window',
    'electron/journey/journey-runner.ts',
    '../shell/window.ts',
    'electron/shell/window.ts',
  ),
  ...['capture', 'attendant', 'watchdog', 'document', 'envelope', 'spool', 'upload', 'speech'].map(
    (feature) => {
      const other = feature === 'upload' ? 'spool' : 'upload';
      return breaks(
        `${feature}-only-domain-and-config`,
        `${feature} imports ${other}`,
        `electron/${feature}/part.ts`,
        `../${other}/part.ts`,
        `electron/${other}/part.ts`,
      );
    },
  ),
  breaks(
    'log-only-domain',
    'the log reads a page',
    'electron/log/log-file.ts',
    '../capture/page-store.ts',
    'electron/capture/page-store.ts',
  ),
  breaks(
    'scanner-bridge-stands-alone',
    'the bridge knows the kiosk',
    'scanner-bridge/scanner.ts',
    '../electron/domain/result.ts',
    'electron/domain/result.ts',
  ),
  breaks(
    'drivers-are-siblings',
    'one driver borrows from another',
    'scanner-bridge/drivers/escl/page.ts',
    '../twain/page.ts',
    'scanner-bridge/drivers/twain/page.ts',
  ),
  breaks(
    'drivers-are-siblings',
    'a driver asks the switch for another one',
    'scanner-bridge/drivers/escl/page.ts',
    '../index.ts',
    'scanner-bridge/drivers/index.ts',
  ),
  breaks(
    'drivers-through-the-switch',
    'the host picks a driver itself',
    'scanner-bridge/host/serve.ts',
    '../drivers/virtual/scanner.ts',
    'scanner-bridge/drivers/virtual/scanner.ts',
  ),
  breaks(
    'kiosk-config-stands-alone',
    'the configuration knows the kiosk',
    'kiosk-config/load.ts',
    '../electron/domain/result.ts',
    'electron/domain/result.ts',
  ),
  breaks(
    'intake-only-domain-and-envelope',
    "the intake reads the kiosk's queue",
    'intake/server.ts',
    '../electron/spool/queue.ts',
    'electron/spool/queue.ts',
  ),
  breaks(
    'nothing-imports-setup',
    'the product leans on the set-up',
    'electron/main.ts',
    '../setup/display.ts',
    'setup/display.ts',
  ),
  breaks(
    'nothing-imports-tests',
    'the set-up leans on the tests',
    'setup/start.ts',
    '../tests/support/clock.ts',
    'tests/support/clock.ts',
  ),
  {
    rule: 'no-circles',
    tells: 'two files need each other',
    files: {
      'electron/domain/page.ts': using('./visit.ts'),
      'electron/domain/visit.ts': using('./page.ts'),
    },
  },
  breaks(
    'no-undeclared-packages',
    'a package that only another package brought',
    'electron/upload/loop.ts',
    'undeclared',
  ),
  breaks(
    'nothing-unresolvable',
    'a file that is not there',
    'electron/upload/loop.ts',
    './missing.ts',
  ),
];

/** A tree in which every folder imports something it may. */
export const cleanTree: Readonly<Record<string, string>> = {
  'electron/domain/journey.ts': nothing,
  'electron/contract/requests.ts': using('../domain/journey.ts'),
  'electron/contract/schemas.ts': using('zod'),
  'electron/log/log-file.ts': using('node:fs'),
  'electron/envelope/seal.ts': using('../log/log-file.ts'),
  'electron/spool/queue.ts': using('../../kiosk-config/index.ts'),
  'electron/capture/session.ts': using('../../scanner-bridge/index.ts'),
  'electron/journey/runner.ts': using('../capture/session.ts'),
  'electron/finish-submission.ts': using('./spool/queue.ts'),
  'electron/shell/window.ts': using('electron'),
  'electron/shell/ipc-host.ts': using('../contract/schemas.ts'),
  'electron/main.ts': using('./shell/window.ts'),
  'electron/preload.ts': using('./contract/requests.ts'),
  'renderer/kiosk-client.ts': using('../electron/contract/requests.ts'),
  'scanner-bridge/index.ts': using('./drivers/index.ts'),
  'scanner-bridge/drivers/index.ts': using('./virtual/scanner.ts'),
  'scanner-bridge/drivers/virtual/scanner.ts': using('../driver-context.ts'),
  'scanner-bridge/drivers/driver-context.ts': using('../scanner.ts'),
  'scanner-bridge/scanner.ts': nothing,
  'kiosk-config/index.ts': using('zod'),
  'intake/server.ts': using('../electron/envelope/seal.ts'),
  'setup/start.ts': using('../intake/server.ts'),
  'tests/unit/start.test.ts': using('../../setup/start.ts'),
};
