/** One start of an installed kiosk that must not work. CANARY stands for a file that must not come into being. */
export interface StartAttempt {
  readonly name: string;
  readonly how: {
    readonly args?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    /** Leaves out `--data=…`, as where the program shall be something else than a kiosk. */
    readonly withoutData?: true;
  };
  readonly expected: 'refused';
}

const expected = 'refused';
const script = "require('fs').writeFileSync('CANARY','')";

const byArgument = (...args: readonly string[]): StartAttempt => ({
  name: `start with ${args.join(' ')}`,
  how: { args },
  expected,
});
const byVariable = (name: string, value: string): StartAttempt => ({
  name: `start with ${name}=${value}`,
  how: { env: { [name]: value } },
  expected,
});

export const startAttempts: readonly StartAttempt[] = [
  byArgument('--inspect'),
  byArgument('--inspect=127.0.0.1:9229'),
  byArgument('--inspect-brk=0'),
  byArgument('--inspect-brk-node'),
  byArgument('--remote-debugging-port=9222'),
  byArgument('--remote-debugging-pipe'),
  byArgument('--remote-allow-origins=*', '--remote-debugging-port=0'),
  byArgument('--auto-open-devtools-for-tabs'),
  byArgument('--enable-automation'),
  byArgument('--no-sandbox'),
  byArgument('--disable-web-security'),
  byArgument('--disable-site-isolation-trials'),
  byArgument('--allow-file-access-from-files'),
  byArgument('--load-extension=/tmp'),
  byArgument('--js-flags=--allow-natives-syntax'),
  byArgument('--renderer-cmd-prefix=/usr/bin/touch CANARY'),
  byArgument('--utility-cmd-prefix=/usr/bin/touch CANARY'),
  byArgument('--gpu-launcher=/usr/bin/touch CANARY'),
  byArgument('--browser-subprocess-path=/usr/bin/touch'),
  byArgument('--host-rules=MAP * 127.0.0.1'),
  byArgument('--proxy-server=127.0.0.1:8080'),
  byArgument('--ignore-certificate-errors'),
  byArgument('--enable-logging=stderr', '--v=1'),
  byArgument('--log-net-log=CANARY'),
  byArgument('--trace-startup', '--trace-startup-file=CANARY'),
  byArgument('--user-data-dir=/tmp'),
  byArgument('--crash-dumps-dir=/tmp'),
  byArgument('--enable-features=WebUSB'),
  byArgument('--app=/tmp'),
  byArgument('-r', '/tmp/other.js'),
  byArgument('https://example.org/'),
  byArgument('file:///etc/passwd'),
  {
    name: 'use the program as Node.js',
    how: { args: ['-e', script], withoutData: true },
    expected,
  },
  {
    name: 'use the program as Node.js by its variable',
    how: { args: ['-e', script], env: { ELECTRON_RUN_AS_NODE: '1' }, withoutData: true },
    expected,
  },
  byVariable('ELECTRON_RUN_AS_NODE', '1'),
  byVariable('NODE_OPTIONS', '--require CANARY.js'),
  byVariable('NODE_OPTIONS', '--inspect=0'),
  byVariable('NODE_PATH', '/tmp'),
  byVariable('NODE_EXTRA_CA_CERTS', '/tmp/ca.pem'),
  byVariable('NODE_TLS_REJECT_UNAUTHORIZED', '0'),
  byVariable('NODE_V8_COVERAGE', 'CANARY'),
  byVariable('ELECTRON_ENABLE_LOGGING', '1'),
  byVariable('ELECTRON_LOG_FILE', 'CANARY'),
  byVariable('ELECTRON_OVERRIDE_DIST_PATH', '/tmp'),
  byVariable('ELECTRON_NO_ASAR', '1'),
  byVariable('ELECTRON_DEBUG_DRAG_REGIONS', '1'),
  byVariable('ELECTRON_ENABLE_STACK_DUMPING', '1'),
  byVariable('ELECTRON_DISABLE_SANDBOX', '1'),
  byVariable('LD_PRELOAD', '/usr/lib/x86_64-linux-gnu/libm.so.6'),
  byVariable('LD_LIBRARY_PATH', '/tmp'),
  byVariable('GTK_MODULES', 'gail'),
  byVariable('GTK_PATH', '/tmp'),
  byVariable('GIO_EXTRA_MODULES', '/tmp'),
  byVariable('CHROME_DEVEL_SANDBOX', '/tmp/sandbox'),
  byVariable('SSLKEYLOGFILE', 'CANARY'),
];

/** One change to the installed files, tried with the kiosk's own account. INSTALLED stands for their folder. */
export interface ChangeAttempt {
  readonly name: string;
  /** A program with its arguments. */
  readonly how: readonly string[];
  readonly expected: 'permission denied';
}

const change = (name: string, ...how: readonly string[]): ChangeAttempt => ({
  name,
  how,
  expected: 'permission denied',
});

export const changeAttempts: readonly ChangeAttempt[] = [
  change(
    'flip a fuse in the program',
    'dd',
    'if=/dev/zero',
    'of=INSTALLED/einwurf',
    'bs=1',
    'count=1',
    'conv=notrunc',
  ),
  change(
    'change the application archive',
    'dd',
    'if=/dev/zero',
    'of=INSTALLED/resources/app.asar',
    'bs=1',
    'count=1',
    'conv=notrunc',
  ),
  change('put an application beside the archive', 'mkdir', 'INSTALLED/resources/app'),
  change('put a default application there', 'mkdir', 'INSTALLED/resources/default_app.asar'),
  change('replace a library', 'cp', '/bin/true', 'INSTALLED/libffmpeg.so'),
  change('replace the V8 snapshot', 'cp', '/bin/true', 'INSTALLED/v8_context_snapshot.bin'),
  change(
    'replace the image library',
    'cp',
    '/bin/true',
    'INSTALLED/resources/sharp-wasm/package.json',
  ),
  change('remove the archive', 'rm', '-f', 'INSTALLED/resources/app.asar'),
];
