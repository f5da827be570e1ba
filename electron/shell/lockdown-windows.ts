import type { LockdownGap } from '../domain/lockdown-gap.ts';

/** What the check asks a Windows machine; injected. */
export interface WindowsMachine {
  /** Output of `reg query KEY /v NAME`, or null where there is no such value. */
  readonly registry: (key: string, name: string) => Promise<string | null>;
  /** Output of `whoami /groups`, or null. */
  readonly groups: () => Promise<string | null>;
  readonly programFilesWritable: boolean;
}

/** A value that closes a gap. */
interface Setting {
  readonly gap: LockdownGap;
  readonly key: string;
  readonly name: string;
  readonly isClosed: (value: string) => boolean;
}

const POLICIES = 'HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows';
const NUMBER = /REG_DWORD\s+0x([0-9a-f]+)/i;

const is =
  (wanted: number) =>
  (value: string): boolean =>
    Number.parseInt(NUMBER.exec(value)?.[1] ?? '', 16) === wanted;

const settings: readonly Setting[] = [
  {
    // Shell Launcher puts its own program there (eshell.exe, CustomShellHost.exe).
    gap: 'no-kiosk-shell',
    key: 'HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon',
    name: 'Shell',
    isClosed: (value) => !/REG_SZ\s+"?([^"\n]*\\)?explorer\.exe/i.test(value),
  },
  {
    // Start type 2: automatic.
    gap: 'keyboard-filter-off',
    key: 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\MsKeyboardFilter',
    name: 'Start',
    isClosed: is(2),
  },
  {
    gap: 'edge-swipes-on',
    key: `${POLICIES}\\EdgeUI`,
    name: 'AllowEdgeSwipe',
    isClosed: is(0),
  },
  {
    gap: 'task-manager-on',
    key: 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Policies\\System',
    name: 'DisableTaskMgr',
    isClosed: is(1),
  },
  {
    gap: 'error-reports-on',
    key: `${POLICIES}\\Windows Error Reporting`,
    name: 'Disabled',
    isClosed: is(1),
  },
  {
    gap: 'page-file-not-encrypted',
    key: 'HKLM\\SYSTEM\\CurrentControlSet\\Control\\FileSystem',
    name: 'NtfsEncryptPagingFile',
    isClosed: is(1),
  },
  {
    gap: 'removable-storage-on',
    key: `${POLICIES}\\RemovableStorageDevices`,
    name: 'Deny_All',
    isClosed: is(1),
  },
];

/** The group of programs that run elevated (well-known SIDs, "High Mandatory Level"). */
const ELEVATED = 'S-1-16-12288';

/** What is missing around a kiosk on Windows. */
export const windowsGaps = async (machine: WindowsMachine): Promise<readonly LockdownGap[]> => {
  const groups = await machine.groups();
  if (groups === null) return ['could-not-look'];
  const open = await Promise.all(
    settings.map(async ({ gap, key, name, isClosed }) => {
      const value = await machine.registry(key, name);
      return value !== null && isClosed(value) ? [] : [gap];
    }),
  );
  return [
    ...(groups.includes(ELEVATED) ? (['runs-as-administrator'] as const) : []),
    ...(machine.programFilesWritable ? (['program-files-writable'] as const) : []),
    ...open.flat(),
  ];
};
