/** What an installed kiosk is started with. */
export interface StartConditions {
  /** The command line without the program. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Why a start is refused, and the name (never the value) of what it is refused for. */
export interface StartRefusal {
  readonly reason: 'argument' | 'environment';
  readonly name: string;
}

/** What the kiosk is set with, and what a display may need; every other argument is refused. */
const allowedArguments: readonly RegExp[] = [
  /^--data=.+$/s,
  /^--ozone-platform(-hint)?=(x11|wayland|auto)$/,
  /^--enable-wayland-ime$/,
  /^--touch-events=enabled$/,
  /^--force-device-scale-factor=\d(\.\d{1,2})?$/,
];

/** Variables that load code, open a debugger, write keys or contents to files, or change what Electron is. */
const refusedVariables: readonly RegExp[] = [
  /^ELECTRON_(?!OZONE_PLATFORM_HINT$)/i,
  /^NODE_(?!ENV$)/i,
  /^(LD|DYLD)_/i,
  /^CHROME_(?!DESKTOP$)/i,
  /^(GTK_MODULES|GTK3_MODULES|GTK_PATH|GTK_EXE_PREFIX|GTK_DATA_PREFIX)$/i,
  /^(GTK_IM_MODULE_FILE|GDK_PIXBUF_MODULE_FILE|GIO_EXTRA_MODULES|GIO_MODULE_DIR)$/i,
  /^(GCONV_PATH|SSLKEYLOGFILE|OPENSSL_CONF|OPENSSL_ENGINES|OPENSSL_MODULES)$/i,
  /^(LIBGL_DRIVERS_PATH|GBM_BACKENDS_PATH|VK_(ICD|DRIVER|LAYER)[A-Z_]*|VK_INSTANCE_LAYERS)$/i,
  /^(__EGL_[A-Z_]+|__GLX_[A-Z_]+|BREAKPAD_DUMP_LOCATION)$/i,
];

/**
 * Whether an installed kiosk must not start like this: debugging, automation or injection. A kiosk that somebody
 * started with a debugger must show nothing rather than a screen that takes papers.
 */
export const startRefusal = ({ args, env }: StartConditions): StartRefusal | null => {
  const argument = args.find((word) => !allowedArguments.some((allowed) => allowed.test(word)));
  if (argument !== undefined) {
    return { reason: 'argument', name: /^[^=]*/.exec(argument)?.[0] ?? '' };
  }
  const variable = Object.keys(env).find(
    (name) => env[name] !== undefined && refusedVariables.some((refused) => refused.test(name)),
  );
  return variable === undefined ? null : { reason: 'environment', name: variable };
};
