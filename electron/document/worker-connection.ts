import type { z } from 'zod';
import type { ChildPort } from '../domain/child-port.ts';
import { failed, ok, type Result } from '../domain/result.ts';
import type { DocumentProblem, PageProblem } from './document-problem.ts';
import { answerSchema, type Answer, type Request } from './protocol.ts';

export type AnyProblem = PageProblem | DocumentProblem;
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
type Question = DistributiveOmit<Exclude<Request, { kind: 'start' | 'pdf-drop' }>, 'id'>;

export interface ConnectionOptions {
  readonly sharpWasmFolder: string;
  /** How long one request may take before the process counts as hung, ms. */
  readonly deadlineMs: number;
}

/** One life of the process: requests out, answers matched by id. */
export class Connection {
  readonly #child: ChildPort;
  readonly #pending = new Map<number, (answer: Result<unknown, AnyProblem>) => void>();
  readonly #deadlineMs: number;
  #lastId = 0;
  #open = true;

  constructor(child: ChildPort, options: ConnectionOptions) {
    this.#child = child;
    this.#deadlineMs = options.deadlineMs;
    child.onMessage((message) => this.#receive(message));
    child.onExit(() => this.end('worker-failed'));
    child.post({ kind: 'start', sharpWasmFolder: options.sharpWasmFolder } satisfies Request);
  }

  get open(): boolean {
    return this.#open;
  }

  ask(question: Question): Promise<Result<unknown, AnyProblem>> {
    if (!this.#open) return Promise.resolve(failed('worker-failed'));
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      const deadline = setTimeout(() => this.end('worker-hung'), this.#deadlineMs);
      this.#pending.set(id, (answer) => {
        clearTimeout(deadline);
        resolve(answer);
      });
      this.#child.post({ ...question, id });
    });
  }

  drop(document: number): void {
    if (this.#open) this.#child.post({ kind: 'pdf-drop', document } satisfies Request);
  }

  /** Kills the process; whatever was pending ends with the problem. Idempotent. */
  end(problem: 'worker-failed' | 'worker-hung'): void {
    if (!this.#open) return;
    this.#open = false;
    this.#child.kill();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    pending.forEach((settle) => settle(failed(problem)));
  }

  #receive(message: unknown): void {
    const parsed = answerSchema.safeParse(message);
    if (!parsed.success) {
      this.end('worker-failed');
      return;
    }
    const answer: Answer = parsed.data;
    const settle = this.#pending.get(answer.id);
    this.#pending.delete(answer.id);
    settle?.(answer.kind === 'done' ? ok(answer.value) : failed(answer.problem));
  }
}

/** Asks and checks the answer; a process that answers something else is ended. */
export const ask = async <Schema extends z.ZodType>(
  to: Connection,
  question: Question,
  schema: Schema,
): Promise<Result<z.output<Schema>, AnyProblem>> => {
  const answer = await to.ask(question);
  if (!answer.ok) return answer;
  const parsed = schema.safeParse(answer.value);
  if (parsed.success) return ok(parsed.data);
  to.end('worker-failed');
  return failed('worker-failed');
};
