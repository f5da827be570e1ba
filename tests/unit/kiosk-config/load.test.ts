import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadConfig } from '../../../kiosk-config/index.ts';
import { explain } from '../../../kiosk-config/explain.ts';

const folder = mkdtempSync(join(tmpdir(), 'einwurf-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const deviceFile = join(folder, 'device.json');

const device = {
  use: 'werl',
  kiosk: { id: 'werl-1', number: 11 },
  scanner: { driver: { driver: 'virtual' } },
  recipient: { keyFile: 'recipient.jwk' },
  deviceKeyFile: 'device.jwk',
  transport: {
    kind: 'intake',
    url: 'https://127.0.0.1:8443',
    caFile: 'ca.pem',
    certificateFile: 'kiosk.pem',
    keyFile: 'kiosk-key.pem',
    receiptKeyFile: 'receipt.jwk',
  },
};

const load = (value: unknown) => {
  writeFileSync(deviceFile, typeof value === 'string' ? value : JSON.stringify(value));
  return loadConfig({ sitesFolder: resolve('kiosk-config/sites'), deviceFile });
};

const faults = (value: unknown): readonly string[] => {
  const result = load(value);
  return result.ok ? [] : result.faults;
};

test('the device wins over the site, the site over the defaults', () => {
  const result = load({ ...device, idle: { warnAfter: 60 } });
  if (!result.ok) throw new Error(result.faults.join('\n'));
  expect(result.config.idle).toEqual({ warnAfter: 60, answerWithin: 30, receiptFor: 60 });
  expect(result.config.site.name).toContain('Werl');
  expect(explain(result.layers)).toContain(`idle.warnAfter = 60    (${deviceFile})`);
  expect(explain(result.layers)).toContain('idle.answerWithin = 30    (defaults)');
});

test('both sites of the office load', () => {
  expect(load(device).ok).toBe(true);
  expect(load({ ...device, use: 'soest' }).ok).toBe(true);
});

test('a list of topics replaces the list below it', () => {
  const topics = [{ id: 'other', label: { de: 'Anderes' } }];
  const result = load({ ...device, topics });
  expect(result.ok && result.config.topics).toEqual(topics);
});

test('a misspelt setting is named with its file', () => {
  expect(faults({ ...device, idle: { warnAftr: 60 } })).toEqual([
    `${deviceFile}: idle.warnAftr: is not a setting. Is it misspelt?`,
  ]);
});

test('a value out of range says where it stands and what is allowed', () => {
  const [fault] = faults({ ...device, idle: { warnAfter: 5 } });
  expect(fault).toContain(`${deviceFile}: idle.warnAfter:`);
  expect(fault).toContain('15');
});

test('missing keys stop the kiosk with the name of what is missing', () => {
  const { recipient, ...rest } = device;
  expect(recipient).toBeDefined();
  expect(faults(rest).join()).toContain('recipient: is missing');
});

test('broken JSON, a missing file and an unknown site are sentences, not stack traces', () => {
  expect(faults('{"use": ')[0]).toContain('is not valid JSON');
  expect(faults({ ...device, use: 'hamm' })[0]).toMatch(/hamm\.json: cannot be read \(ENOENT\)/);
  expect(faults({ kiosk: {} })[0]).toContain('must name the site');
  expect(faults('[]')[0]).toContain('must name the site');
});

test('a plain http intake is refused: social data never travels in the open', () => {
  const transport = { ...device.transport, url: 'http://127.0.0.1:8080' };
  expect(faults({ ...device, transport })).toHaveLength(1);
});

test('settings that contradict each other are found', () => {
  expect(faults({ ...device, defaultLanguage: 'fr' })[0]).toContain('must be one of languages');
});

test('prototype tricks in a file change nothing', () => {
  load(`{"use":"werl","__proto__":{"polluted":true}}`);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

const fitConnect = {
  kind: 'fit-connect',
  tokenUrl: 'https://auth.example/token',
  apiUrl: 'https://api.example/',
  clientId: 'einwurf',
  clientSecretFile: 'secret',
  destinationId: '0b9a3a6e-4c5d-4d0e-9d7c-8f6b7a5e4d3c',
  publicService: { identifier: 'urn:de:fim:leika:leistung:99108030080000', name: 'Unterlagen' },
  submissionSchema: 'https://example.org/schema.json',
  authorityFile: 'authority.pem',
};
const viaFitConnect = (change: object) => ({
  ...device,
  transport: { ...fitConnect, ...change },
});

test('every way to the office is understood, and single topics can take another one', () => {
  expect(faults(viaFitConnect({}))).toEqual([]);
  expect(faults({ ...device, transport: { kind: 'folder', folder: '/srv/share' } })).toEqual([]);
  const otherTransports = [{ name: 'authority', topics: ['rent'], transport: fitConnect }];
  expect(faults({ ...device, otherTransports })).toEqual([]);
});

test.each([
  ['transport.kind: must be "intake", "fit-connect" or "folder"', { transport: { kind: 'ftp' } }],
  [
    'transport.tokenUrl: an address that begins with https://',
    viaFitConnect({ tokenUrl: 'http://x' }),
  ],
  ['transport.destinationId: the UUID of the destination', viaFitConnect({ destinationId: '1' })],
  [
    'transport.publicService.identifier: a LeiKa key, urn:de:fim:leika:leistung:…',
    viaFitConnect({ publicService: { identifier: '99', name: 'x' } }),
  ],
  ['transport.clientSecretFile: is missing', viaFitConnect({ clientSecretFile: undefined })],
  [
    'authorityFile is needed for fit-connect unless demo',
    viaFitConnect({ authorityFile: undefined }),
  ],
  ['transport.folder: is missing', { transport: { kind: 'folder' } }],
  [
    'proxy: an address that begins with http://',
    { transport: { ...device.transport, proxy: 'x' } },
  ],
  [
    'authority: "rents" is not one of topics',
    { otherTransports: [{ name: 'authority', topics: ['rents'], transport: fitConnect }] },
  ],
  [
    'the topic "rent" has two transports; keep one',
    {
      otherTransports: ['a', 'b'].map((name) => ({
        name,
        topics: ['rent'],
        transport: fitConnect,
      })),
    },
  ],
])('a wrong way to the office is named: %s', (sentence, change) => {
  const found = faults({ ...device, ...change });
  expect(found.join('\n')).toContain(sentence);
});

test("the density of the screen is the device's to say, within what screens have", () => {
  const result = load({ ...device, display: { pxPerMm: 5.91 } });
  expect(result.ok && result.config.display).toEqual({ pxPerMm: 5.91 });
  expect(faults({ ...device, display: { pxPerMm: 0 } })[0]).toContain('pxPerMm');
});
