import { scanProblem, type ScanProblem, type ScanProblemKind } from '../../scan-problem.ts';
import { parseXml, textOf } from './xml.ts';

/** What ScannerStatus says (Mopria eSCL 2.x, section 9). */
export interface EsclStatus {
  readonly state: 'Idle' | 'Processing' | 'Testing' | 'Stopped' | 'Down';
  /** As the device words it, without the prefix ScannerAdf (or ScannedAdf, as some write); null where it has no feeder or does not tell. */
  readonly feeder: string | null;
}

const states = ['Idle', 'Processing', 'Testing', 'Stopped', 'Down'] as const;

/** Reads a ScannerStatus document; null if it is none. */
export const parseStatus = (text: string): EsclStatus | null => {
  const root = parseXml(text);
  if (root?.name !== 'ScannerStatus') return null;
  const state = states.find(
    (known) => known === root.children.find((c) => c.name === 'State')?.text.trim(),
  );
  const feeder = textOf(root, 'AdfState');
  return {
    state: state ?? 'Idle',
    feeder: feeder === null || feeder === '' ? null : feeder.replace(/^Scann(er|ed)Adf/, ''),
  };
};

const feederProblems: Readonly<Record<string, ScanProblemKind>> = {
  Jam: 'jam',
  Mispick: 'jam',
  HatchOpen: 'cover-open',
  DoorOpen: 'cover-open',
  CoverOpen: 'cover-open',
  MultipickDetected: 'double-feed',
  DuplexPageTooShort: 'jam',
  DuplexPageTooLong: 'jam',
  InputTrayFailed: 'jam',
  InputTrayOverloaded: 'jam',
};

/** The problem a status names: the feeder's, being the most specific, before the machine's. Null: none. */
export const problemInStatus = (status: EsclStatus): ScanProblem | null => {
  const kind = status.feeder === null ? undefined : feederProblems[status.feeder];
  if (kind !== undefined) return scanProblem(kind, `ScannerAdf${status.feeder ?? ''}`);
  if (status.state === 'Down' || status.state === 'Stopped')
    return scanProblem('offline', `the scanner is ${status.state}`);
  return null;
};
