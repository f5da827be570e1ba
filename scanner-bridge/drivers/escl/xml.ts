/** An XML element with its name without prefix. Attributes are of no use to eSCL and left out. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

const maxTextLength = 1024 * 1024;
const maxDepth = 64;
const maxElements = 20_000;
const entities: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
};

const decode = (text: string): string =>
  text.replace(
    /&(?:(lt|gt|amp|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));/g,
    (_all, name, dec, hex) => {
      if (typeof name === 'string') return entities[name] ?? '';
      const code = typeof dec === 'string' ? Number(dec) : parseInt(String(hex), 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : '';
    },
  );

interface OpenElement {
  readonly name: string;
  text: string;
  readonly children: XmlElement[];
}

const localName = (tag: string): string => {
  const name = /^[^\s/>]+/.exec(tag)?.[0] ?? '';
  return name.slice(name.indexOf(':') + 1);
};

/** Where a comment, CDATA section or declaration that begins at `at` ends, or -1. */
const skip = (text: string, at: number, tail: string): number => {
  const end = text.indexOf(tail, at);
  return end < 0 ? -1 : end + tail.length;
};

/**
 * Reads the small XML documents of eSCL. No DTD and no entities of its own, so nothing can be fetched or blown up.
 * Gives the root element, or null where the text is not well-formed or beyond the limits.
 */
export const parseXml = (text: string): XmlElement | null => {
  if (text.length > maxTextLength) return null;
  const root: OpenElement = { name: '', text: '', children: [] };
  const stack: OpenElement[] = [root];
  let elements = 0;
  let at = 0;
  while (at >= 0 && at < text.length) {
    const top = stack.at(-1) ?? root;
    const open = text.indexOf('<', at);
    const run = text.slice(at, open < 0 ? undefined : open);
    if (stack.length > 1) top.text += decode(run);
    if (open < 0) break;
    if (text.startsWith('<!--', open)) at = skip(text, open + 4, '-->');
    else if (text.startsWith('<![CDATA[', open)) {
      at = skip(text, open + 9, ']]>');
      top.text += text.slice(open + 9, Math.max(open + 9, at - 3));
    } else if (text.startsWith('<!', open)) return null;
    else if (text.startsWith('<?', open)) at = skip(text, open + 2, '?>');
    else {
      const close = text.indexOf('>', open);
      if (close < 0) return null;
      const tag = text.slice(open + 1, close);
      at = close + 1;
      if (tag.startsWith('/')) {
        if (stack.length < 2 || localName(tag.slice(1)) !== top.name) return null;
        stack.pop();
      } else {
        const element: OpenElement = { name: localName(tag), text: '', children: [] };
        if (element.name === '' || ++elements > maxElements || stack.length > maxDepth) return null;
        top.children.push(element);
        if (!tag.endsWith('/')) stack.push(element);
      }
    }
  }
  return at >= 0 && stack.length === 1 && root.children.length === 1
    ? (root.children[0] ?? null)
    : null;
};

/** All elements of a name below an element, in document order. */
export const findAll = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...findAll(child, name),
  ]);

/** The trimmed text of the first element of a name, or null. */
export const textOf = (element: XmlElement, name: string): string | null =>
  findAll(element, name)[0]?.text.trim() ?? null;
