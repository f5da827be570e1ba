/** An answer that refuses an upload, in the form the tus server throws it. */
export class Refusal extends Error {
  readonly status_code: number;
  readonly body: string;

  constructor(status: number, body: string) {
    super(body);
    this.status_code = status;
    this.body = `${body}\n`;
  }
}

/** Something the intake needs does not answer: the kiosk waits and tries again. */
export const unavailable = (what: string): Refusal => new Refusal(503, `${what} does not answer`);
