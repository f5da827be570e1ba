import { createHash } from 'node:crypto';

/** A reference to an indirect object: its number. */
export type ObjectNumber = number;

/** "12 0 R". */
export const reference = (object: ObjectNumber): string => `${object} 0 R`;

/** A number as PDF writes it: at most four decimals, no exponent. */
export const decimal = (value: number): string => String(Number(value.toFixed(4)));

/** A text string: UTF-16BE with byte order mark, in hexadecimal (ISO 32000-1, 7.9.2.2). */
export const textString = (text: string): string => {
  const units = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  return `<${units.toString('hex').toUpperCase()}>`;
};

/**
 * Writes the objects of one PDF file in order and forgets them: only the offsets stay in memory.
 * Every method returns the bytes that go to the file next. Numbers may be reserved and written later.
 */
export class PdfObjects {
  readonly #offsets: (number | null)[] = [];
  #hash = createHash('sha256');
  #length = 0;

  /** The file header: version and a line of bytes above 127 (ISO 19005-2, 6.1.2). */
  header(): Uint8Array {
    return this.#emit(Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1'));
  }

  reserve(): ObjectNumber {
    return this.#offsets.push(null);
  }

  /** Remembers this place: the function returned takes back everything written and reserved after it. */
  mark(): () => void {
    const [length, offsets, hash] = [this.#length, [...this.#offsets], this.#hash.copy()];
    return () => {
      this.#length = length;
      this.#offsets.splice(0, Infinity, ...offsets);
      this.#hash = hash;
    };
  }

  /** An object without a stream; `body` is its PDF source. */
  object(number: ObjectNumber, body: string): Uint8Array {
    this.#offsets[number - 1] = this.#length;
    return this.#emit(Buffer.from(`${number} 0 obj\n${body}\nendobj\n`, 'latin1'));
  }

  /** A stream object; `entries` are the dictionary's entries but /Length. */
  stream(number: ObjectNumber, entries: string, data: Uint8Array): Uint8Array {
    this.#offsets[number - 1] = this.#length;
    const head = `${number} 0 obj\n<<${entries}/Length ${data.length}>>\nstream\n`;
    const tail = '\nendstream\nendobj\n';
    return this.#emit(
      Buffer.concat([Buffer.from(head, 'latin1'), data, Buffer.from(tail, 'latin1')]),
    );
  }

  /** Cross-reference table and trailer. The file identifier is taken from the bytes before it. */
  end(root: ObjectNumber, info: ObjectNumber): Uint8Array {
    const start = this.#length;
    const id = this.#hash.copy().digest('hex').slice(0, 32).toUpperCase();
    const size = this.#offsets.length + 1;
    const rows = this.#offsets.map((offset) => {
      if (offset === null) throw new Error('a reserved object was never written');
      return `${String(offset).padStart(10, '0')} 00000 n \n`;
    });
    const table = `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}`;
    const trailer = `<</Size ${size}/Root ${reference(root)}/Info ${reference(info)}/ID[<${id}><${id}>]>>`;
    return this.#emit(
      Buffer.from(`${table}trailer\n${trailer}\nstartxref\n${start}\n%%EOF\n`, 'latin1'),
    );
  }

  #emit(bytes: Uint8Array): Uint8Array {
    this.#length += bytes.length;
    this.#hash.update(bytes);
    return bytes;
  }
}
