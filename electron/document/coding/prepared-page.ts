import { z } from 'zod';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);
const pixels = z.number().int().positive();
const channel = z.number().int().min(0).max(255);
const components = z.union([z.literal(1), z.literal(3)]);
const size = { widthPx: pixels, heightPx: pixels };

const preparedPageSchema = z.object({
  ...size,
  dpi: z.number().min(20).max(4800),
  /** What lies at the bottom: an 8-bit JPEG drawn over the whole page; null: white paper. */
  picture: z.object({ ...size, components, jpeg: bytes }).nullable(),
  /** What is written on top, colour by colour, Group 4 coded, each as large as the page. */
  stencils: z.array(z.object({ ...size, colour: z.tuple([channel, channel, channel]), g4: bytes })),
});

/** A page coded for the document: everything but its place in the file. */
export type PreparedPage = Readonly<z.infer<typeof preparedPageSchema>>;

/** How it was coded: one picture; writing on a coarse background; writing alone. */
export const codingOf = ({ picture, stencils }: PreparedPage): 'jpeg' | 'layers' | 'bitonal' =>
  stencils.length === 0 ? 'jpeg' : picture === null ? 'bitonal' : 'layers';

/**
 * One run of bytes for the page store: the length of a JSON head (4 bytes), the head with a length in place
 * of each byte string, the byte strings in the same order.
 */
export const packPrepared = (page: PreparedPage): Uint8Array => {
  const { picture, stencils } = page;
  const head = JSON.stringify({
    ...page,
    picture: picture && { ...picture, jpeg: picture.jpeg.length },
    stencils: stencils.map((stencil) => ({ ...stencil, g4: stencil.g4.length })),
  });
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(head));
  const parts = [...(picture === null ? [] : [picture.jpeg]), ...stencils.map(({ g4 }) => g4)];
  return new Uint8Array(Buffer.concat([length, Buffer.from(head), ...parts]));
};

/** The page again; null if the bytes are no prepared page. */
export const unpackPrepared = (packed: Uint8Array): PreparedPage | null => {
  try {
    const start = 4 + new DataView(packed.buffer, packed.byteOffset).getUint32(0);
    let at = start;
    const head: unknown = JSON.parse(
      Buffer.from(packed.subarray(4, start)).toString(),
      (key, value: unknown) => {
        if ((key !== 'jpeg' && key !== 'g4') || typeof value !== 'number') return value;
        at += value;
        return packed.subarray(at - value, at);
      },
    );
    return at === packed.length ? preparedPageSchema.parse(head) : null;
  } catch {
    return null;
  }
};
