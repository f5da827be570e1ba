/** Something a person would see as broken. */
export interface LayoutFault {
  readonly fault: string;
  readonly where: string;
}

/**
 * Looks for what a person would see as broken, by geometry: text cut off or outside the window, buttons that
 * overlap, touch targets below the allowed size. Runs inside the page, so it may use nothing from outside.
 * @param least smallest allowed side of a touch target and of a key on the on-screen keyboard, in millimetres
 */
export const layoutFaults = (least: {
  readonly targetMm: number;
  readonly keyMm: number;
}): readonly LayoutFault[] => {
  const faults: LayoutFault[] = [];
  const top: ParentNode = document.querySelector('dialog[open]') ?? document;
  const pxPerMm = Number(
    getComputedStyle(document.documentElement).getPropertyValue('--px-per-mm'),
  );
  const nameOf = (element: Element): string =>
    `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${element.textContent.trim().slice(0, 40)}”`;
  const report = (fault: string, element: Element): void => {
    faults.push({ fault, where: nameOf(element) });
  };
  const scrolls = (element: Element): boolean =>
    /auto|scroll/.test(getComputedStyle(element).overflowY);
  const scroller = (element: Element): Element | null => {
    for (let at = element.parentElement; at !== null; at = at.parentElement) {
      if (scrolls(at)) return at;
    }
    return null;
  };

  // Nothing is wider than its box; nothing is higher unless it scrolls.
  for (const element of top.querySelectorAll<HTMLElement>('*')) {
    if (element.clientWidth === 0 || element.closest('svg') !== null) continue;
    if (element.tagName === 'INPUT' || element.closest('.page-picture, .coming') !== null) continue;
    const style = getComputedStyle(element);
    if (style.display === 'inline' || style.clipPath === 'inset(50%)') continue;
    const across = /auto|scroll/.test(style.overflowX) && element.tabIndex === 0;
    if (!across && element.scrollWidth > element.clientWidth + 2) {
      report('wider than its box', element);
    }
    if (!scrolls(element) && element.scrollHeight > element.clientHeight + 4) {
      if (style.overflowY !== 'visible') report('cut off at the bottom', element);
    }
  }

  const scrollers = new Map<Element, Element | null>();
  const scrollerAround = (element: Element): Element | null => {
    const known = scrollers.get(element) ?? scroller(element);
    scrollers.set(element, known);
    return known;
  };

  // Every piece of text lies inside the window, unless it can be scrolled to.
  const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if ((node.textContent ?? '').trim() === '' || element === null) continue;
    if (element.closest('style, script, .preview-chooser, .visually-hidden, svg') !== null)
      continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (box.width === 0) continue;
    if (box.left < -1 || box.right > innerWidth + 1) report('text outside the window', element);
    if (scrollerAround(element) === null && (box.top < -1 || box.bottom > innerHeight + 1)) {
      report('text outside the window', element);
    }
    // A word that goes on in the next line without a hyphen is hard to read; browsers write none in every language.
    if (range.getClientRects().length > 1) {
      for (const { index, 0: word } of (node.textContent ?? '').matchAll(/\p{L}{2,}/gu)) {
        const part = document.createRange();
        part.setStart(node, index);
        part.setEnd(node, index + word.length);
        const lines = new Set(
          [...part.getClientRects()].map(({ top: above }) => Math.round(above)),
        );
        if (lines.size > 1) report(`the word “${word}” is broken`, element);
      }
    }
    const button = element.closest('button');
    if (button !== null && scrollerAround(element)?.closest('button') !== button) {
      const around = button.getBoundingClientRect();
      const inside =
        box.left >= around.left - 1 &&
        box.right <= around.right + 1 &&
        box.top >= around.top - 1 &&
        box.bottom <= around.bottom + 1;
      if (!inside) report('text sticks out of its button', button);
    }
  }

  // Targets are large enough and do not overlap.
  const targets = [...top.querySelectorAll<HTMLElement>('button, input, a[href]')].filter(
    (target) => target.offsetWidth > 0 && target.closest('.preview-chooser') === null,
  );
  const boxes = targets.map((target) => target.getBoundingClientRect());
  targets.forEach((target, at) => {
    const box = boxes[at];
    if (box === undefined) return;
    const least_ = target.classList.contains('key') ? least.keyMm : least.targetMm;
    const limit = (target.tagName === 'INPUT' ? 12.7 : least_) * pxPerMm - 0.5;
    if (box.width < limit || box.height < limit) {
      report(
        `target of ${(box.width / pxPerMm).toFixed(1)} × ${(box.height / pxPerMm).toFixed(1)} mm`,
        target,
      );
    }
    targets.slice(at + 1).forEach((other, offset) => {
      const second = boxes[at + 1 + offset];
      if (second === undefined || target.contains(other) || other.contains(target)) return;
      const across = Math.min(box.right, second.right) - Math.max(box.left, second.left);
      const down = Math.min(box.bottom, second.bottom) - Math.max(box.top, second.top);
      if (across <= 1 || down <= 1 || scrollerAround(target) !== scrollerAround(other)) return;
      report(`overlaps ${nameOf(other)}`, target);
    });
  });

  // The texts of a screen do not lie over each other, and nothing lies over them.
  const blocks = [
    ...top.querySelectorAll(
      'h1, h2, .lead, .note, .field-label, .field-status, .out-of-order-words > *, .stages li, .problem-panel li, .scanned, .notice, .answer, .receipt-slip, .receipt-next, .qr, .scan .device, .submitting .device',
    ),
  ];
  blocks.forEach((block, at) => {
    const box = block.getBoundingClientRect();
    for (const other of blocks.slice(at + 1)) {
      if (block.contains(other)) continue;
      const second = other.getBoundingClientRect();
      const across = Math.min(box.right, second.right) - Math.max(box.left, second.left);
      const down = Math.min(box.bottom, second.bottom) - Math.max(box.top, second.top);
      if (across > 1 && down > 1) report(`lies over ${nameOf(other)}`, block);
    }
  });
  return faults;
};
