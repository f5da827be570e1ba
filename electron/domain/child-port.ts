/**
 * A child process seen from its parent: messages (structured clone) both ways, and its end.
 * Electron's utilityProcess and Node's fork both fit behind it; the shell and the tests supply one each.
 */
export interface ChildPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ended. */
  onExit(listener: (exitCode: number | null) => void): void;
  /** Ends the process at once; idempotent. */
  kill(): void;
}

/** A program of the build that runs as a child of the kiosk. */
export type Program = 'scanner-host' | 'document-worker' | 'uploader';

/** Starts the child that lives in the given program. */
export type SpawnChild = (program: Program) => ChildPort;

/** The parent seen from inside the child. */
export interface ParentPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}
