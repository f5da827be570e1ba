/** What is said of one element: its name, and its state where it has one. */
export const spokenName = (element: Element): string => {
  const label =
    element.getAttribute('aria-label') ?? labelledBy(element) ?? inputLabel(element) ?? null;
  const words = label ?? textOf(element);
  const value = element instanceof HTMLInputElement ? element.value : '';
  return [words, value].filter((part) => part !== '').join(': ');
};

const labelledBy = (element: Element): string | null => {
  const ids = element.getAttribute('aria-labelledby');
  if (ids === null) return null;
  return ids
    .split(' ')
    .map((id) => textOf(document.getElementById(id)))
    .join(' ');
};

const inputLabel = (element: Element): string | null => {
  if (!(element instanceof HTMLInputElement)) return null;
  const label = element.labels?.[0];
  return label === undefined ? null : textOf(label);
};

/** The text a sighted person would read in an element, without what is hidden from assistive technology. */
export const textOf = (element: Element | null): string => {
  if (element === null) return '';
  const words: string[] = [];
  collect(element, words);
  return words.join(' ').replace(/\s+/g, ' ').trim();
};

const collect = (element: Element, words: string[]): void => {
  for (const node of element.childNodes) {
    if (node instanceof Text) words.push(node.data);
    if (!(node instanceof Element) || node.getAttribute('aria-hidden') === 'true') continue;
    const label = node.getAttribute('aria-label') ?? node.getAttribute('alt');
    if (label !== null) words.push(label);
    else collect(node, words);
  }
};

/** What a new screen or dialog says first: everything on it that is not a button. */
export const spokenScreen = (root: ParentNode): string => {
  const said = [
    ...root.querySelectorAll(
      'h1, h2, [role=heading], p, .attract-lead, dt, dd, li:not(:has(button))',
    ),
  ].filter(
    (element) =>
      element.closest('[aria-hidden=true], header, .attract-others, .scanned-list') === null,
  );
  return said
    .map((element) => textOf(element))
    .filter((words) => words !== '')
    .map((words) => (/[.!?:]$/.test(words) ? words : `${words}.`))
    .join(' ');
};
