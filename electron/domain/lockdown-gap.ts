/**
 * What the machine around the kiosk should do and does not. A closed list: the names go into log and status.
 * What each one means and how to close it: docs/operations/locking-down.md.
 */
export const lockdownGaps = [
  'runs-as-administrator',
  'program-files-writable',
  'data-folder-open-to-others',
  'core-dumps-on',
  'swap-not-encrypted',
  'memory-readable-by-other-programs',
  'magic-sysrq-on',
  'ctrl-alt-delete-on',
  'console-switching-on',
  'desktop-running',
  'usb-devices-unguarded',
  'screens-not-sandboxed',
  'no-kiosk-shell',
  'keyboard-filter-off',
  'edge-swipes-on',
  'task-manager-on',
  'error-reports-on',
  'page-file-not-encrypted',
  'removable-storage-on',
  'could-not-look',
] as const;

export type LockdownGap = (typeof lockdownGaps)[number];
