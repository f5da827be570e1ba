import type { DriverConfig } from '../drivers/driver-config.ts';
import { scanProblem, type ScanProblem } from '../scan-problem.ts';
import type { ChildPort } from './child-port.ts';
import type { HostLimits } from './limits.ts';
import {
  hostMessageSchema,
  protocolVersion,
  type HostMessage,
  type ParentMessage,
} from './messages.ts';
import { createPieceCollector } from './page-pieces.ts';

type Request = Extract<ParentMessage, { type: 'list' | 'capabilities' | 'feel-paper' | 'next' }>;
type Reply = Exclude<HostMessage, { type: 'ready' | 'pong' | 'piece' }>;
export type Answer = Reply | { readonly type: 'fault'; readonly fault: ScanProblem };

/**
 * One child process that hosts a driver. It lives until it ends by itself, hangs, breaks the protocol or is ended;
 * whatever was asked of it then is answered with the fault.
 */
export class HostProcess {
  /** Whether the child came up; false if it ended first. */
  readonly ready: Promise<boolean>;
  #fault: ScanProblem | null = null;
  #nextPing = 0;
  #unansweredSince: number | null = null;
  #markReady: (ready: boolean) => void = () => undefined;
  readonly #pieces = createPieceCollector();
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #endListeners: ((fault: ScanProblem) => void)[] = [];
  readonly #port: ChildPort;
  readonly #limits: HostLimits;
  readonly #heartbeat: NodeJS.Timeout;
  readonly #startTimer: NodeJS.Timeout;

  constructor(port: ChildPort, limits: HostLimits) {
    this.#port = port;
    this.#limits = limits;
    this.ready = new Promise((resolve) => (this.#markReady = resolve));
    this.#heartbeat = setInterval(() => this.#beat(), limits.heartbeatMs);
    this.#heartbeat.unref();
    this.#startTimer = setTimeout(
      () => this.end(scanProblem('driver-hung', 'the scanner host did not start')),
      limits.startMs,
    );
    port.onMessage((message) => this.#receive(message));
    port.onExit((code) =>
      this.end(scanProblem('driver-crashed', `the scanner host ended with code ${code ?? 'none'}`)),
    );
  }

  /** Why the host is gone, or null while it lives. */
  get fault(): ScanProblem | null {
    return this.#fault;
  }

  /** Calls the listener when the host has ended, at once if it has already. */
  onEnd(listener: (fault: ScanProblem) => void): void {
    if (this.#fault === null) this.#endListeners.push(listener);
    else listener(this.#fault);
  }

  configure(driver: DriverConfig, note: unknown): void {
    const { identicalPages } = this.#limits;
    this.send({
      type: 'configure',
      protocol: protocolVersion,
      driver,
      limits: { identicalPages },
      note,
    });
  }

  send(message: ParentMessage): void {
    if (this.#fault === null) this.#port.post(message);
  }

  /** Asks and waits for the reply; a host that takes longer than `timeoutMs` is ended as hung. */
  ask(request: Request, timeoutMs: number): Promise<Answer> {
    return new Promise((resolve) => {
      if (this.#fault !== null) {
        resolve({ type: 'fault', fault: this.#fault });
        return;
      }
      const timer = setTimeout(
        () =>
          this.end(scanProblem('driver-hung', `no answer to '${request.type}' in ${timeoutMs} ms`)),
        timeoutMs,
      );
      this.#waiting.set(request.id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.send(request);
    });
  }

  /** Ends the child at once. The first fault given stands. */
  end(fault: ScanProblem): void {
    if (this.#fault !== null) return;
    this.#fault = fault;
    clearInterval(this.#heartbeat);
    clearTimeout(this.#startTimer);
    this.#port.kill();
    this.#markReady(false);
    for (const answer of this.#waiting.values()) answer({ type: 'fault', fault });
    this.#waiting.clear();
    this.#endListeners.forEach((listener) => listener(fault));
  }

  #beat(): void {
    const now = performance.now();
    if (this.#unansweredSince !== null && now - this.#unansweredSince > this.#limits.hangMs) {
      this.end(scanProblem('driver-hung', `no heartbeat for ${this.#limits.hangMs} ms`));
      return;
    }
    this.#unansweredSince ??= now;
    this.send({ type: 'ping', id: this.#nextPing++ });
  }

  #receive(raw: unknown): void {
    if (this.#fault !== null) return;
    const parsed = hostMessageSchema.safeParse(raw);
    if (!parsed.success) {
      this.#endAsBroken();
      return;
    }
    const message = parsed.data;
    // Any message is a sign of life.
    this.#unansweredSince = null;
    if (message.type === 'pong') return;
    if (message.type === 'ready') {
      clearTimeout(this.#startTimer);
      if (message.protocol === protocolVersion) {
        this.#markReady(true);
        return;
      }
      this.end(scanProblem('driver-crashed', 'the scanner host is of another version'));
      return;
    }
    if (message.type === 'piece') {
      // Only somebody who waits for a page is sent parts of one.
      if (!this.#waiting.has(message.id) || !this.#pieces.take(message)) this.#endAsBroken();
      return;
    }
    const reply = message.type === 'event' ? this.#pieces.complete(message) : message;
    if (reply === null) {
      this.#endAsBroken();
      return;
    }
    const answer = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    answer?.(reply);
  }

  #endAsBroken(): void {
    this.end(scanProblem('driver-crashed', 'the scanner host broke the protocol'));
  }
}
