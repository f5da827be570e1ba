/**
 * Marks the elements with text whose colours have not been looked at yet in this look, and says how many they are. Two
 * texts with the same classes all the way up get the same colours from the style sheets, so one look at them is enough.
 * Runs inside the page, so it may use nothing from outside; what was seen is remembered in the page.
 * @param look name of the look, e.g. the theme
 * @param mark attribute that the elements get
 */
export const markUnseenTexts = ([look, mark]: readonly [look: string, mark: string]): number => {
  const page = window as Window & { seenTexts?: Set<string> };
  const seen = (page.seenTexts ??= new Set());
  const waysUp = (element: Element): string => {
    const way: string[] = [];
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const here = at;
      const states = ['aria-current', 'aria-pressed', 'disabled', 'open', 'data-step']
        .map((name) => here.getAttribute(name) ?? '')
        .join(',');
      way.push(`${at.tagName}.${at.getAttribute('class') ?? ''}[${states}]`);
    }
    return `${look} ${way.join('<')}`;
  };
  let unseen = 0;
  const notice = (element: Element): void => {
    const way = waysUp(element);
    if (seen.has(way)) return;
    seen.add(way);
    element.setAttribute(mark, '');
    unseen += 1;
  };
  for (const old of document.querySelectorAll(`[${mark}]`)) old.removeAttribute(mark);
  const top: ParentNode = document.querySelector('dialog[open]') ?? document;
  const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if ((node.textContent ?? '').trim() !== '' && node.parentElement !== null)
      notice(node.parentElement);
  }
  for (const input of top.querySelectorAll('input')) notice(input);
  return unseen;
};
