/** The screens' end of `electron/shell/sealed-channel.ts`, in the browser's words: WebCrypto, no library. */
export interface ScreenChannel {
  /** Seals a value (as JSON) for main, to be opened as nothing but `about`. Keeps the order of the calls. */
  readonly seal: (value: unknown, about: string) => Promise<Uint8Array>;
  /** What main sealed; the promise fails for anything else. Keeps the order of the calls. */
  readonly open: (sealed: unknown, about: string) => Promise<unknown>;
}

const PURPOSE = 'einwurf messages between processes 1';
const KEY_BITS = 256;
const NUMBER_BYTES = 8;
const NONCE_BYTES = 12;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const cipherOf = (number: Uint8Array, about: string): AesGcmParams => {
  const iv = new Uint8Array(NONCE_BYTES);
  iv.set(number, NONCE_BYTES - NUMBER_BYTES);
  return { name: 'AES-GCM', iv, additionalData: encoder.encode(about) };
};

/** Runs one after the other: what was begun later must not come first. */
const inOrder = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <Value>(work: () => Promise<Value>): Promise<Value> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
};

/**
 * Agrees with main on keys that only these two processes have.
 * @param exchange hands this end's point over and brings main's
 */
export const agreeWithMain = async (
  exchange: (point: Uint8Array) => Promise<unknown>,
): Promise<ScreenChannel> => {
  const { subtle } = crypto;
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const { privateKey, publicKey } = await subtle.generateKey(curve, false, ['deriveBits']);
  const point = await exchange(new Uint8Array(await subtle.exportKey('raw', publicKey)));
  if (!(point instanceof Uint8Array)) throw new Error('main did not agree');
  const main = await subtle.importKey('raw', Uint8Array.from(point), curve, false, []);
  const shared = await subtle.deriveBits({ name: 'ECDH', public: main }, privateKey, KEY_BITS);
  const secret = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveBits']);
  const how = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(),
    info: encoder.encode(PURPOSE),
  };
  const keys = new Uint8Array(await subtle.deriveBits(how, secret, 2 * KEY_BITS));
  const half = keys.length / 2;
  const mains = await subtle.importKey('raw', keys.slice(0, half), 'AES-GCM', false, ['decrypt']);
  const own = await subtle.importKey('raw', keys.slice(half), 'AES-GCM', false, ['encrypt']);
  let sent = 0n;
  const seal = async (value: unknown, about: string): Promise<Uint8Array> => {
    sent += 1n;
    const number = new Uint8Array(NUMBER_BYTES);
    new DataView(number.buffer).setBigUint64(0, sent);
    const plain = encoder.encode(JSON.stringify(value));
    const text = new Uint8Array(await subtle.encrypt(cipherOf(number, about), own, plain));
    const sealed = new Uint8Array(NUMBER_BYTES + text.length);
    sealed.set(number);
    sealed.set(text, NUMBER_BYTES);
    return sealed;
  };
  const open = async (sealed: unknown, about: string): Promise<unknown> => {
    if (!(sealed instanceof Uint8Array)) throw new Error('not sealed');
    const how = cipherOf(sealed.slice(0, NUMBER_BYTES), about);
    const plain = await subtle.decrypt(how, mains, sealed.slice(NUMBER_BYTES));
    return JSON.parse(decoder.decode(plain)) as unknown;
  };
  const [sealing, opening] = [inOrder(), inOrder()];
  return {
    seal: (value, about) => sealing(() => seal(value, about)),
    open: (sealed, about) => opening(() => open(sealed, about)),
  };
};
