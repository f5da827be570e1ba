import { diskFiles, type Files } from '../../electron/spool/files.ts';

const errorOf = (code: string): Error => Object.assign(new Error(code), { code });

/**
 * A disk on which an operation fails with an error code from the n-th call on (`times` calls long).
 * `write` and `sync` are those of an open file.
 */
export const failingDisk = (
  operation: keyof Files | 'write' | 'sync',
  code: string,
  { after = 0, times = Infinity }: { after?: number; times?: number } = {},
): Files => {
  let calls = 0;
  const fails = (name: string): boolean => {
    if (name !== operation) return false;
    calls += 1;
    return calls > after && calls <= after + times;
  };
  const wrap = (name: keyof Files): unknown => {
    const real = diskFiles[name] as (...args: unknown[]) => Promise<unknown>;
    return async (...args: unknown[]) => {
      if (fails(name)) throw errorOf(code);
      const result = await real(...args);
      if (name !== 'open') return result;
      const handle = result as Awaited<ReturnType<Files['open']>>;
      return new Proxy(handle, {
        get(target, property) {
          if (typeof property === 'string' && fails(property))
            return () => Promise.reject(errorOf(code));
          const value: unknown = Reflect.get(target, property, target);
          return typeof value === 'function' ? (value.bind(target) as unknown) : value;
        },
      });
    };
  };
  const names = Object.keys({
    open: 0,
    mkdir: 0,
    rename: 0,
    rm: 0,
    readdir: 0,
    readFile: 0,
    stat: 0,
  } satisfies Record<keyof Files, 0>) as (keyof Files)[];
  return Object.fromEntries(names.map((name) => [name, wrap(name)])) as unknown as Files;
};
