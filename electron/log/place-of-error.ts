/** Where an error came from, in numbers: nothing that a message or a file's name could give away. */
export interface PlaceOfError {
  /** The system's number of the error (9: EBADF); 0 if it is none of the system's. */
  readonly errno: number;
  /** Line and column of the program that was running, from 1; 0 if that is not known. */
  readonly line: number;
  readonly column: number;
}

/** @param error whatever was thrown */
export const placeOfError = (error: unknown): PlaceOfError => {
  if (!(error instanceof Error)) return { errno: 0, line: 0, column: 0 };
  const errno = 'errno' in error && typeof error.errno === 'number' ? Math.abs(error.errno) : 0;
  // The first place in a program of ours, not in Node's own.
  const [, line, column] =
    /^ {4}at (?!.*node:).*[/\\][^:]*:(\d+):(\d+)\)?$/m.exec(error.stack ?? '') ?? [];
  return { errno, line: Number(line ?? 0), column: Number(column ?? 0) };
};
