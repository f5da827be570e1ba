/** Something to tell the person who called; not a bug. */
export class CannotGoOn extends Error {}

/** What could not be done with one file, in words; the others go on. Bugs are thrown. */
export const orProblem = async <T>(made: Promise<T>): Promise<T | { readonly problem: string }> => {
  try {
    return await made;
  } catch (error) {
    if (error instanceof CannotGoOn) return { problem: error.message };
    throw error;
  }
};
