import type { LockdownGap } from '../domain/lockdown-gap.ts';

/** What the check reads of a Linux machine; injected, so that every bad machine can be tried. */
export interface LinuxMachine {
  /** Text of a file, or null. */
  readonly read: (path: string) => string | null;
  /** Names in a folder; empty where there is none. */
  readonly list: (path: string) => readonly string[];
  /** Where a symbolic link points, or null. */
  readonly link: (path: string) => string | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** User id of the kiosk. */
  readonly user: number;
  readonly programFilesWritable: boolean;
  /** Permission bits of the data folder. */
  readonly dataFolderMode: number;
  /** Process ids of the kiosk: all, and those of screens. */
  readonly processes: readonly number[];
  readonly screens: readonly number[];
}

type Check = (machine: LinuxMachine) => boolean;

const number = (text: string | null): number => Number.parseInt(text ?? '', 10);

/** proc(5): "Max core file size   SOFT   HARD   bytes"; the soft one decides, the kiosk never raises it. */
const dumpsCore = (limits: string | null): boolean =>
  !/^Max core file size\s+0\s/m.test(limits ?? '');

const isEncrypted = ({ read }: LinuxMachine, device: string): boolean => {
  const name = device.split('/').at(-1) ?? '';
  // Compressed memory is memory.
  if (name.startsWith('zram')) return true;
  return (read(`/sys/block/${name}/dm/uuid`) ?? '').startsWith('CRYPT-');
};

/** proc(5) /proc/swaps: a heading, then one line each. A swap file is counted as open: nobody here can tell. */
const hasOpenSwap: Check = (machine) =>
  (machine.read('/proc/swaps') ?? '')
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/)[0] ?? '')
    .some((path) => path !== '' && !isEncrypted(machine, machine.link(path) ?? path));

const programNames = ({ list, read }: LinuxMachine): ReadonlySet<string> =>
  new Set(
    list('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => (read(`/proc/${pid}/comm`) ?? '').trim()),
  );

const desktops = [
  ...['gnome-shell', 'plasmashell', 'kwin_wayland', 'xfce4-panel', 'xfdesktop'],
  ...['lxpanel', 'mate-panel', 'cinnamon', 'nautilus'],
];

/** cage switches consoles only when told to (-s); an X server unless it is told not to (xorg.conf(5)). */
const switchesConsoles = (machine: LinuxMachine, programs: ReadonlySet<string>): boolean => {
  if (machine.env['WAYLAND_DISPLAY'] !== undefined) return !programs.has('cage');
  const folder = '/etc/X11/xorg.conf.d';
  const texts = machine.list(folder).map((name) => machine.read(`${folder}/${name}`) ?? '');
  return !texts.some((text) => /"DontVTSwitch"\s+"(true|on|yes|1)"/i.test(text));
};

/** seccomp(2): 2 is "filtered", as Chromium's sandbox makes it. */
const isUnfiltered = ({ read }: LinuxMachine, pid: number): boolean =>
  !/^Seccomp:\s*2$/m.test(read(`/proc/${pid}/status`) ?? '');

/** What is missing around a kiosk on Linux. */
export const linuxGaps = (machine: LinuxMachine): readonly LockdownGap[] => {
  const { read, link, env } = machine;
  if (read('/proc/self/limits') === null) return ['could-not-look'];
  const programs = programNames(machine);
  const found: Readonly<Partial<Record<LockdownGap, boolean>>> = {
    'runs-as-administrator': machine.user === 0,
    'program-files-writable': machine.programFilesWritable,
    'data-folder-open-to-others': (machine.dataFolderMode & 0o077) !== 0,
    'core-dumps-on': machine.processes.some((pid) => dumpsCore(read(`/proc/${pid}/limits`))),
    'swap-not-encrypted': hasOpenSwap(machine),
    // Yama: 0 lets every program of the same account read another one's memory.
    'memory-readable-by-other-programs': !(number(read('/proc/sys/kernel/yama/ptrace_scope')) >= 1),
    'magic-sysrq-on': number(read('/proc/sys/kernel/sysrq')) !== 0,
    'ctrl-alt-delete-on': link('/etc/systemd/system/ctrl-alt-del.target') !== '/dev/null',
    'console-switching-on': switchesConsoles(machine, programs),
    'desktop-running':
      (env['XDG_CURRENT_DESKTOP'] ?? '') !== '' || desktops.some((name) => programs.has(name)),
    'usb-devices-unguarded': !programs.has('usbguard-daemon'),
    'screens-not-sandboxed': machine.screens.some((pid) => isUnfiltered(machine, pid)),
  };
  return (Object.keys(found) as LockdownGap[]).filter((gap) => found[gap]);
};
