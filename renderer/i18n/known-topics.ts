/** The topics the kiosk itself has texts and pictures for, in the order of docs/design.md. */
export const knownTopics = [
  'further-grant',
  'income',
  'rent',
  'bank-statements',
  'certificates',
  'language-course',
  'sick-note',
  'change',
  'cooperation-plan',
  'power-of-attorney',
  'other',
] as const;
export type KnownTopic = (typeof knownTopics)[number];

/** Whether an entry of the site's catalogue is one the kiosk has texts for. */
export const isKnownTopic = (id: string): id is KnownTopic =>
  knownTopics.some((known) => known === id);
