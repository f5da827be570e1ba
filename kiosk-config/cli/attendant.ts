import {
  attendantNumber,
  attendantRoles,
  keepCard,
  readAttendants,
  writeAttendants,
  type Attendant,
  type AttendantRole,
  type AttendantsFile,
} from '../attendants/attendants-file.ts';
import {
  isBlocked,
  readAttempts,
  withSuccess,
  writeAttempts,
} from '../attendants/attempts-file.ts';
import { pinFault } from '../attendants/pin-rule.ts';
import { keepSecret } from '../attendants/secret.ts';
import type { AuditAct } from '../audit/audit-chain.ts';
import { noteAct } from '../audit/audit-log.ts';
import { readSecrets } from './read-secret.ts';

/** A command's end: what to tell, and whether it did what was asked. */
interface Outcome {
  readonly said: string;
  readonly good: boolean;
}
const good = (said: string): Outcome => ({ said, good: true });
const refused = (said: string): Outcome => ({ said, good: false });

const isRole = (role: string): role is AttendantRole =>
  (attendantRoles as readonly string[]).includes(role);

const noted = (dataFolder: string, act: AuditAct, number: string): void => {
  noteAct(dataFolder, { at: Date.now(), who: 'site-it', act, detail: `number-${number}` });
};

const replaced = (file: AttendantsFile, attendant: Attendant): AttendantsFile => ({
  ...file,
  attendants: [
    ...file.attendants.filter(({ number }) => number !== attendant.number),
    attendant,
  ].sort((a, b) => a.number.localeCompare(b.number)),
});

const add = async (
  dataFolder: string,
  file: AttendantsFile,
  number: string,
  role: string,
): Promise<Outcome> => {
  if (!isRole(role)) return refused(`--role must be one of: ${attendantRoles.join(', ')}.`);
  const before = file.attendants.find((attendant) => attendant.number === number);
  const pins = await readSecrets([`PIN for ${number}: `, 'The same PIN again: ']);
  const [pin, again] = pins ?? [];
  if (pin === undefined || again === undefined)
    return refused('No PIN came in: type it twice, or pipe in two lines.');
  const fault = pin === again ? pinFault(pin) : 'The two PINs differ.';
  if (fault !== null) return refused(fault);
  const attendant = { number, role, pin: await keepSecret(pin), card: before?.card ?? null };
  writeAttendants(dataFolder, replaced(file, attendant));
  writeAttempts(dataFolder, withSuccess(readAttempts(dataFolder, Date.now()), number));
  noted(dataFolder, before === undefined ? 'attendant-added' : 'attendant-changed', number);
  return good(`${number}: ${before === undefined ? 'added' : 'changed'}, role ${role}.`);
};

const setCard = async (
  dataFolder: string,
  file: AttendantsFile,
  attendant: Attendant,
): Promise<Outcome> => {
  const [card] = (await readSecrets(['Hold the card to the reader now: '])) ?? [];
  if (card === undefined || !/^[!-~]{4,64}$/.test(card))
    return refused('A card gives 4 to 64 printable characters and Enter.');
  writeAttendants(dataFolder, replaced(file, { ...attendant, card: await keepCard(file, card) }));
  noted(dataFolder, 'attendant-changed', attendant.number);
  return good(`${attendant.number}: this card now stands for the number. The PIN is still asked.`);
};

const remove = (dataFolder: string, file: AttendantsFile, number: string): Outcome => {
  writeAttendants(dataFolder, {
    ...file,
    attendants: file.attendants.filter((attendant) => attendant.number !== number),
  });
  noted(dataFolder, 'attendant-removed', number);
  return good(`${number}: removed.`);
};

const unblock = (dataFolder: string, number: string): Outcome => {
  writeAttempts(dataFolder, withSuccess(readAttempts(dataFolder, Date.now()), number));
  noted(dataFolder, 'attendant-unblocked', number);
  return good(`${number}: may try again.`);
};

const list = (dataFolder: string, { attendants }: AttendantsFile): Outcome => {
  const attempts = readAttempts(dataFolder, Date.now());
  const lines = attendants.map(
    ({ number, role, card }) =>
      `${number}  ${role}${card === null ? '' : ', card'}${isBlocked(attempts, number) ? ', BLOCKED' : ''}`,
  );
  return good(lines.length === 0 ? 'Nobody yet.' : lines.join('\n'));
};

/** `attendant add|card|remove|unblock NUMBER`, `attendant list`. */
export const attendantCommand = async (
  dataFolder: string,
  [what, number = '']: readonly string[],
  role: string,
): Promise<Outcome> => {
  const file = readAttendants(dataFolder);
  if (file === null)
    return refused(`${dataFolder}/attendants.json cannot be understood. Mend or remove it.`);
  if (what === 'list') return list(dataFolder, file);
  if (!attendantNumber.test(number))
    return refused('Name the attendant by two digits, e.g. "attendant add 07".');
  if (what === 'add') return add(dataFolder, file, number, role);
  const attendant = file.attendants.find((other) => other.number === number);
  if (attendant === undefined) return refused(`There is no attendant ${number}.`);
  if (what === 'card') return setCard(dataFolder, file, attendant);
  if (what === 'remove') return remove(dataFolder, file, number);
  if (what === 'unblock') return unblock(dataFolder, number);
  return refused('attendant add|card|remove|unblock NUMBER, or attendant list.');
};
