/** A child process seen from its parent: messages both ways, and its end. Electron's utilityProcess fits behind it. */
export interface ChildPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, however the process ended. */
  onExit(listener: (exitCode: number | null) => void): void;
  /** Ends the process at once; idempotent. */
  kill(): void;
}

/** The parent seen from inside the child. */
export interface ParentPort {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
}
