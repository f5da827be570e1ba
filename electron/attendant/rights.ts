import type { AttendantRole } from '../../kiosk-config/index.ts';

/** What can be asked for in the attendant area once it is open. */
export type AreaAct =
  | 'look-at-status'
  | 'test-scanner'
  | 'take-out-of-order'
  | 'put-back-in-order'
  | 'look-at-queue'
  | 'look-up'
  | 'export-logs'
  | 'restart'
  | 'leave-kiosk';

/** Front-desk people look, test and close; what changes or takes along something of the machine is for site IT. */
const leastRole: Readonly<Record<AreaAct, AttendantRole>> = {
  'look-at-status': 'attendant',
  'test-scanner': 'attendant',
  'take-out-of-order': 'attendant',
  'put-back-in-order': 'attendant',
  'look-at-queue': 'attendant',
  'look-up': 'attendant',
  restart: 'attendant',
  'export-logs': 'technician',
  'leave-kiosk': 'technician',
};

/** Whether somebody with this role may do it. */
export const mayDo = (role: AttendantRole, act: AreaAct): boolean =>
  role === 'technician' || leastRole[act] === 'attendant';
