/** Outputs in the text of /proc/asound/pcm, one line for each device (kernel.org, sound/designs/procfile). */
const outputsIn = (text: string): number =>
  text.split('\n').filter((line) => /: playback \d/.test(line)).length;

/** Every so often, ms; the file is a few lines that the kernel makes up. */
const LOOK_EVERY_MS = 1000;

/**
 * Tells when a sound output comes (a headset, or a tactile keypad with a socket, which shows itself at USB when somebody
 * plugs in) or goes. Without Chromium: asking it for devices starts its process for cameras.
 * @param read the text of /proc/asound/pcm; null on a machine without it, where nothing is ever told
 * @param changed true: one more than before
 */
export const watchHeadset = (
  read: () => Promise<string | null>,
  after: (ms: number, callback: () => void) => void,
  changed: (plugged: boolean) => void,
): void => {
  let known: number | null = null;
  const look = async (): Promise<void> => {
    const text = await read();
    if (text === null) return;
    const outputs = outputsIn(text);
    if (known !== null && outputs !== known) changed(outputs > known);
    known = outputs;
    after(LOOK_EVERY_MS, () => void look());
  };
  void look();
};
