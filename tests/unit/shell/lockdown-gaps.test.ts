import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { lockdownGaps, type LockdownGap } from '../../../electron/domain/lockdown-gap.ts';
import { linuxGaps, type LinuxMachine } from '../../../electron/shell/lockdown-linux.ts';
import { windowsGaps } from '../../../electron/shell/lockdown-windows.ts';

const LIMITS =
  'Limit                     Soft Limit Hard Limit Units\nMax core file size        0          0          bytes\n';
const SWAPS = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';

const goodFiles: Readonly<Record<string, string>> = {
  '/proc/self/limits': LIMITS,
  '/proc/7/limits': LIMITS,
  '/proc/8/limits': LIMITS,
  '/proc/8/status': 'Name:\teinwurf\nSeccomp:\t2\n',
  '/proc/swaps': `${SWAPS}/dev/dm-0 partition 1000 0 -2\n/dev/zram0 partition 1000 0 5\n`,
  '/sys/block/dm-0/dm/uuid': 'CRYPT-PLAIN-swap\n',
  '/proc/sys/kernel/yama/ptrace_scope': '2\n',
  '/proc/sys/kernel/sysrq': '0\n',
  '/proc/1/comm': 'systemd\n',
  '/proc/2/comm': 'usbguard-daemon\n',
  '/proc/3/comm': 'cage\n',
};

const machine = (
  files: Readonly<Record<string, string>> = {},
  rest: Partial<LinuxMachine> = {},
): LinuxMachine => ({
  read: (path) => ({ ...goodFiles, ...files })[path] ?? null,
  list: (path) => (path === '/proc' ? ['1', '2', '3', 'self'] : []),
  link: (path) => (path === '/etc/systemd/system/ctrl-alt-del.target' ? '/dev/null' : null),
  env: { WAYLAND_DISPLAY: 'wayland-0' },
  user: 1000,
  programFilesWritable: false,
  dataFolderMode: 0o40700,
  processes: [7, 8],
  screens: [8],
  ...rest,
});

describe('a kiosk on Linux', () => {
  it('that was set up as told has no gap', () => {
    expect(linuxGaps(machine())).toEqual([]);
  });

  const cases: readonly (readonly [string, LinuxMachine, LockdownGap])[] = [
    ['runs as root', machine({}, { user: 0 }), 'runs-as-administrator'],
    [
      'can change its own program',
      machine({}, { programFilesWritable: true }),
      'program-files-writable',
    ],
    [
      'lets others read its data',
      machine({}, { dataFolderMode: 0o40750 }),
      'data-folder-open-to-others',
    ],
    [
      'has one process that dumps core',
      machine({ '/proc/8/limits': LIMITS.replace('0          0', 'unlimited  unlimited') }),
      'core-dumps-on',
    ],
    [
      'swaps to a bare partition',
      machine({ '/proc/swaps': `${SWAPS}/dev/sda3 partition 9 0 -2\n` }),
      'swap-not-encrypted',
    ],
    [
      'swaps to a file',
      machine({ '/proc/swaps': `${SWAPS}/swapfile file 9 0 -2\n` }),
      'swap-not-encrypted',
    ],
    [
      'swaps to a volume that is not encrypted',
      machine({ '/sys/block/dm-0/dm/uuid': 'LVM-abc' }),
      'swap-not-encrypted',
    ],
    [
      'lets programs read each other',
      machine({ '/proc/sys/kernel/yama/ptrace_scope': '0\n' }),
      'memory-readable-by-other-programs',
    ],
    ['has the magic key', machine({ '/proc/sys/kernel/sysrq': '438\n' }), 'magic-sysrq-on'],
    ['restarts on three keys', machine({}, { link: () => null }), 'ctrl-alt-delete-on'],
    [
      'runs under a compositor that is no kiosk',
      machine({ '/proc/3/comm': 'sway\n' }),
      'console-switching-on',
    ],
    ['runs under X as it comes', machine({}, { env: { DISPLAY: ':0' } }), 'console-switching-on'],
    [
      'has a desktop behind it',
      machine({}, { env: { WAYLAND_DISPLAY: 'w', XDG_CURRENT_DESKTOP: 'GNOME' } }),
      'desktop-running',
    ],
    ['takes every USB device', machine({ '/proc/2/comm': 'bash\n' }), 'usb-devices-unguarded'],
    [
      'has screens without a sandbox',
      machine({ '/proc/8/status': 'Seccomp:\t0\n' }),
      'screens-not-sandboxed',
    ],
    ['cannot look', machine({}, { read: () => null }), 'could-not-look'],
  ];
  it.each(cases)('that %s says so, and nothing else', (_tells, bad, gap) => {
    expect(linuxGaps(bad)).toEqual([gap]);
  });

  it('under X is content when the server does not switch consoles', () => {
    const list = (path: string): readonly string[] =>
      path === '/proc' ? ['2'] : path === '/etc/X11/xorg.conf.d' ? ['10-kiosk.conf'] : [];
    const text = 'Section "ServerFlags"\n Option "DontVTSwitch" "true"\nEndSection\n';
    const files = { '/etc/X11/xorg.conf.d/10-kiosk.conf': text };
    expect(linuxGaps(machine(files, { env: { DISPLAY: ':0' }, list }))).toEqual([]);
  });
});

const closed: Readonly<Record<string, string>> = {
  Shell: '    Shell    REG_SZ    CustomShellHost.exe',
  Start: '    Start    REG_DWORD    0x2',
  AllowEdgeSwipe: '    AllowEdgeSwipe    REG_DWORD    0x0',
  DisableTaskMgr: '    DisableTaskMgr    REG_DWORD    0x1',
  Disabled: '    Disabled    REG_DWORD    0x1',
  NtfsEncryptPagingFile: '    NtfsEncryptPagingFile    REG_DWORD    0x1',
  Deny_All: '    Deny_All    REG_DWORD    0x1',
};

const windows = (values: Readonly<Record<string, string>>, groups: string | null = 'S-1-16-8192') =>
  windowsGaps({
    registry: (_key, name) => Promise.resolve(values[name] ?? null),
    groups: () => Promise.resolve(groups),
    programFilesWritable: false,
  });

describe('a kiosk on Windows', () => {
  it('that was set up as told has no gap', async () => {
    expect(await windows(closed)).toEqual([]);
  });

  it('as it comes has all of them', async () => {
    const gaps = await windows({ Shell: '    Shell    REG_SZ    explorer.exe' });
    expect(gaps).toHaveLength(Object.keys(closed).length);
  });

  it('says when a value is there but not the one that closes the gap', async () => {
    const open = { ...closed, AllowEdgeSwipe: '    AllowEdgeSwipe    REG_DWORD    0x1' };
    expect(await windows(open)).toEqual(['edge-swipes-on']);
  });

  it('says when it runs elevated, and when it cannot look', async () => {
    expect(await windows(closed, 'S-1-16-12288')).toEqual(['runs-as-administrator']);
    expect(await windows(closed, null)).toEqual(['could-not-look']);
  });
});

it('every gap is explained to site IT', () => {
  const page = readFileSync(
    join(import.meta.dirname, '../../../docs/operations/locking-down.md'),
    'utf8',
  );
  expect(lockdownGaps.filter((gap) => !page.includes(`\`${gap}\``))).toEqual([]);
});
