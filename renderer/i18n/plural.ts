/** The wordings a language needs for counts (CLDR categories); 'other' is always there. */
export type PluralForms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};

/**
 * A text that depends on a count, by the plural rules of the language.
 * '#' in the wording becomes the number as the language writes it.
 */
export const plural = (locale: string, forms: PluralForms): ((count: number) => string) => {
  const rules = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  return (count) => (forms[rules.select(count)] ?? forms.other).replace('#', numbers.format(count));
};
