import { createHash, generateKeyPairSync, webcrypto, type JsonWebKey } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
// The certificate library wants this polyfill before it.
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

/** Where the demo keys lie; absolute if the data folder was. */
export interface DemoKeys {
  readonly kiosk: {
    readonly id: string;
    /** Client certificate and key for mutual TLS; authority of the intake's certificate (PEM). */
    readonly certFile: string;
    readonly keyFile: string;
    readonly caFile: string;
    /** Public key that the intake signs receipts with (JWK). */
    readonly receiptKeyFiles: readonly string[];
    /** Private ES256 key that signs manifests, announcements and receipts (JWK). */
    readonly deviceKeyFile: string;
    /** Folder of the recipient's public keys. */
    readonly recipientsFolder: string;
  };
  readonly intake: {
    /** Ready-made configuration for `intake/cli/serve.ts --config`; port 0: the system chooses one. */
    readonly configFile: string;
    /** Ready-made configuration for `intake/cli/watch.ts --config`. */
    readonly watchConfigFile: string;
    readonly inboxFolder: string;
    /** Folder of the recipient's private keys, for `npm run intake:open`. */
    readonly keysFolder: string;
    readonly kiosksFolder: string;
  };
}

const YEARS_MS = 10 * 365 * 24 * 3600 * 1000;
const EC = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };

interface Issued {
  readonly certificate: x509.X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
  webcrypto.subtle.generateKey(EC, true, ['sign', 'verify']);

const validity = () => ({
  notBefore: new Date(Date.now() - 24 * 3600 * 1000),
  notAfter: new Date(Date.now() + YEARS_MS),
  signingAlgorithm: EC,
});

const createAuthority = async (): Promise<Issued> => {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: 'CN=Einwurf demo intake authority',
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
    ],
  });
  return { certificate, keys };
};

/** An end certificate: for the intake's server (host names given) or for a kiosk. */
const issue = async (
  authority: Issued,
  name: string,
  hosts: readonly string[],
): Promise<Issued> => {
  const keys = await newKeys();
  const usage =
    hosts.length > 0 ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth;
  const names = hosts.map((value) => ({
    type: /^[\d.]+$/.test(value) ? ('ip' as const) : ('dns' as const),
    value,
  }));
  const certificate = await x509.X509CertificateGenerator.create({
    ...validity(),
    subject: `CN=${name}`,
    issuer: authority.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    extensions: [
      new x509.BasicConstraintsExtension(false),
      new x509.ExtendedKeyUsageExtension([usage]),
      ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return { certificate, keys };
};

const privatePem = async ({ keys }: Issued): Promise<string> =>
  x509.PemConverter.encode(
    await webcrypto.subtle.exportKey('pkcs8', keys.privateKey),
    'PRIVATE KEY',
  );

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const thumbprint = (members: JsonWebKey): string =>
  createHash('sha256').update(JSON.stringify(members)).digest('base64url');

/** A signing key pair as JWK texts (ES256), named by its thumbprint (RFC 7638). */
const signingKey = (): { secret: string; open: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  const kid = thumbprint({ crv, kty, x, y } as JsonWebKey);
  const extra = { kid, alg: 'ES256', use: 'sig' };
  return {
    secret: json({ ...privateKey.export({ format: 'jwk' }), ...extra }),
    open: json({ ...publicKey.export({ format: 'jwk' }), ...extra }),
  };
};

/** A recipient key pair as JWK texts (RSA-OAEP-256, 4096 bits). */
const recipientKey = (): { secret: string; open: string } => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 4096 });
  const { e, kty, n } = publicKey.export({ format: 'jwk' });
  const kid = thumbprint({ e, kty, n } as JsonWebKey);
  return {
    secret: json({
      ...privateKey.export({ format: 'jwk' }),
      kid,
      alg: 'RSA-OAEP-256',
      key_ops: ['unwrapKey'],
    }),
    open: json({
      ...publicKey.export({ format: 'jwk' }),
      kid,
      alg: 'RSA-OAEP-256',
      key_ops: ['wrapKey'],
    }),
  };
};

const intakeConfig = {
  intakeId: 'demo-intake',
  host: '127.0.0.1',
  port: 0,
  dataFolder: '.',
  tls: {
    certFile: 'keys/server.pem',
    keyFile: 'keys/server.key.pem',
    clientCaFile: 'keys/ca.pem',
  },
  receiptKeyFile: 'keys/receipt.jwk.json',
  kiosksFolder: 'kiosks',
  reserveBytes: 0,
};

const watchConfig = {
  intakeFolder: '.',
  outFolder: '../opened',
  keys: 'keys',
  kiosksFolder: 'kiosks',
  confirmationKeyFile: 'keys/receipt.jwk.json',
  confirmedBy: 'demo-intake',
};

/** Everything to write, by path below the data folder; private keys are readable by the owner only. */
const createFiles = async (kioskId: string): Promise<ReadonlyMap<string, string>> => {
  const authority = await createAuthority();
  const server = await issue(authority, 'localhost', ['localhost', '127.0.0.1']);
  const kiosk = await issue(authority, kioskId, []);
  const [receipt, device, recipient] = [signingKey(), signingKey(), recipientKey()];
  const ca = authority.certificate.toString('pem');
  return new Map([
    ['demo-intake/keys/ca.pem', ca],
    ['demo-intake/keys/ca.key.pem', await privatePem(authority)],
    ['demo-intake/keys/server.pem', server.certificate.toString('pem')],
    ['demo-intake/keys/server.key.pem', await privatePem(server)],
    ['demo-intake/keys/receipt.jwk.json', receipt.secret],
    ['demo-intake/keys/recipient.private.jwk.json', recipient.secret],
    [`demo-intake/kiosks/${kioskId}.jwk.json`, device.open],
    ['demo-intake/intake.json', json(intakeConfig)],
    ['demo-intake/watch.json', json(watchConfig)],
    ['kiosk/keys/client.pem', kiosk.certificate.toString('pem')],
    ['kiosk/keys/client.key.pem', await privatePem(kiosk)],
    ['kiosk/keys/intake-ca.pem', ca],
    ['kiosk/keys/intake-receipt.jwk.json', receipt.open],
    ['kiosk/keys/device.jwk.json', device.secret],
    ['kiosk/keys/recipients/demo.jwk.json', recipient.open],
  ]);
};

const pathsOf = (dataFolder: string, kioskId: string): DemoKeys => {
  const kiosk = (name: string): string => join(dataFolder, 'kiosk', 'keys', name);
  const intake = (name: string): string => join(dataFolder, 'demo-intake', name);
  return {
    kiosk: {
      id: kioskId,
      certFile: kiosk('client.pem'),
      keyFile: kiosk('client.key.pem'),
      caFile: kiosk('intake-ca.pem'),
      receiptKeyFiles: [kiosk('intake-receipt.jwk.json')],
      deviceKeyFile: kiosk('device.jwk.json'),
      recipientsFolder: kiosk('recipients'),
    },
    intake: {
      configFile: intake('intake.json'),
      watchConfigFile: intake('watch.json'),
      inboxFolder: intake('inbox'),
      keysFolder: intake('keys'),
      kiosksFolder: intake('kiosks'),
    },
  };
};

const MARKER = 'demo-keys.json';

const wasCompletedFor = async (dataFolder: string): Promise<string | null> => {
  try {
    const marker: unknown = JSON.parse(await readFile(join(dataFolder, MARKER), 'utf8'));
    return typeof marker === 'object' && marker !== null && 'kioskId' in marker
      ? String(marker.kioskId)
      : null;
  } catch {
    return null;
  }
};

/**
 * Makes everything a demo kiosk and its intake need to know each other, once: authority, server and client
 * certificate, device key, receipt key, recipient key (RSA-4096). A second call finds them and returns at once; a
 * call that was interrupted is made up for, because the marker is written last.
 * @param dataFolder e.g. `./data`; gets `kiosk/keys`, `demo-intake/{keys,kiosks,intake.json}`
 */
export const ensureDemoKeys = async (
  dataFolder: string,
  kioskId = 'demo-kiosk-1',
): Promise<DemoKeys> => {
  const known = await wasCompletedFor(dataFolder);
  if (known !== null) return pathsOf(dataFolder, known);
  await rm(join(dataFolder, 'kiosk', 'keys'), { recursive: true, force: true });
  await rm(join(dataFolder, 'demo-intake', 'kiosks'), { recursive: true, force: true });
  for (const [name, content] of await createFiles(kioskId)) {
    const path = join(dataFolder, name);
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 });
    await writeFile(path, content, { mode: 0o600 });
  }
  const marker = join(dataFolder, MARKER);
  await writeFile(`${marker}.new`, json({ kioskId }));
  await rename(`${marker}.new`, marker);
  return pathsOf(dataFolder, kioskId);
};
