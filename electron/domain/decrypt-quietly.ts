/** Bytes decrypted at once, in short messages and in long ones. */
const SLICE_BYTES = 64;
const LONG_SLICE_BYTES = 4096;
const LONG_BYTES = 64 * 1024;

/**
 * Decrypts into memory that can be overwritten. Node.js decrypts into memory one block larger than the result, copies
 * the result out and frees that memory as it is (`CipherBase::Update`): so the same small piece of memory is used again
 * and again, and in the end for zeros.
 * @param update the decipher's; for ciphers whose result is as long as what goes in
 */
export const decryptQuietly = (
  update: (slice: Uint8Array) => Uint8Array,
  sealed: Uint8Array,
): Uint8Array => {
  const plain = new Uint8Array(sealed.length);
  const sliceBytes = sealed.length > LONG_BYTES ? LONG_SLICE_BYTES : SLICE_BYTES;
  for (let at = 0; at < sealed.length; at += sliceBytes) {
    const slice = update(sealed.subarray(at, at + sliceBytes));
    plain.set(slice, at);
    slice.fill(0);
  }
  // What was freed last is what is given out first, overwritten with zeros.
  new Uint8Array(sliceBytes + 1);
  new Uint8Array((sealed.length % sliceBytes) + 1);
  return plain;
};
