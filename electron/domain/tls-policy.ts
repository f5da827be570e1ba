/**
 * TLS for everything the kiosk sends and the intake takes, by BSI TR-02102-2: version 1.3, else 1.2 with forward secrecy
 * and AES-GCM; the curves that Electron knows, too (it has no brainpool); signatures with SHA-2. The runtime's own list
 * would also take RSA key transport, CBC and ChaCha20. Electron's client does not heed the suites of version 1.3, so
 * that the intake must choose among them.
 */
export const tlsPolicy = {
  minVersion: 'TLSv1.2',
  ecdhCurve: 'P-256:P-384:P-521',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
  ].join(':'),
  sigalgs: [
    'ecdsa_secp256r1_sha256',
    'ecdsa_secp384r1_sha384',
    'ecdsa_secp521r1_sha512',
    'rsa_pss_rsae_sha256',
    'rsa_pss_rsae_sha384',
    'rsa_pss_rsae_sha512',
    'rsa_pkcs1_sha256',
    'rsa_pkcs1_sha384',
    'rsa_pkcs1_sha512',
  ].join(':'),
} as const;
