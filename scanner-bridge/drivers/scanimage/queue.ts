/** Values handed over one by one to a single reader that may come before or after them. */
export interface Queue<Value> {
  push(value: Value): void;
  /** The next value; waits for it. */
  next(): Promise<Value>;
}

/** Makes an empty queue. */
export const createQueue = <Value>(): Queue<Value> => {
  const values: Value[] = [];
  let waiting: ((value: Value) => void) | null = null;
  return {
    push: (value) => {
      if (waiting === null) return void values.push(value);
      const resolve = waiting;
      waiting = null;
      resolve(value);
    },
    next: () =>
      values.length > 0
        ? Promise.resolve(values.shift() as Value)
        : new Promise((resolve) => (waiting = resolve)),
  };
};
