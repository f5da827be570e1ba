import { useCallback, useEffect, useRef } from 'react';
import { traitsOf } from '../i18n/index.ts';
import type { Kiosk } from '../kiosk-context.ts';
import { usualDisplay } from '../display/settings.ts';
import { spokenName, spokenScreen, textOf } from './spoken-text.ts';

/** Turns reading aloud on and off at any time. */
const TOGGLE_KEY = 'F8';
/** Says the whole screen once more. */
const REPEAT_KEY = 'F9';

/**
 * Reads the screens aloud: a new screen or dialog in full, then whatever takes the focus, every key touched,
 * and every status as it changes. A new utterance interrupts the one before.
 */
export const useSpeech = (kiosk: Kiosk): void => {
  const { client, display, language } = kiosk;
  const { on, volume, speed } = display.speech;
  const { locale } = traitsOf[language];
  const say = useCallback(
    (text: string) => {
      if (text !== '') client.speak({ text, locale, volume, speed });
    },
    [client, locale, volume, speed],
  );
  useSwitch(kiosk);
  useSilence(on, kiosk);
  useSpokenScreen(on, say, screenKey(kiosk));
  useSpokenFocus(on, say);
};

/** Changes when something new stands on the screen that should be read from the top. */
const screenKey = ({ view: { journey, idle, paper }, language }: Kiosk): string =>
  [
    journey.step,
    journey.step === 'scan' ? journey.activity.state : '',
    // Elsewhere it changes no words: nothing is read twice for it.
    journey.step === 'scan' || paper === 'left' ? (paper ?? '') : '',
    idle.phase,
    language,
  ].join(' ');

/** The keys and the headset's plug turn speech on and off. */
const useSwitch = ({ view, display, changeDisplay }: Kiosk): void => {
  const { speech } = display;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      if (event.key !== TOGGLE_KEY) return;
      event.preventDefault();
      changeDisplay({ speech: { ...speech, on: !speech.on } });
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [speech, changeDisplay]);
  const { headset } = view;
  const known = useRef(headset);
  useEffect(() => {
    if (headset === known.current) return;
    known.current = headset;
    changeDisplay({ speech: { ...usualDisplay.speech, on: headset === true } });
  }, [headset, changeDisplay]);
};

/** Turning speech off ends the sentence that is being read. */
const useSilence = (on: boolean, { client, language }: Kiosk): void => {
  const wasOn = useRef(on);
  useEffect(() => {
    if (wasOn.current && !on) {
      client.speak({ text: '', locale: traitsOf[language].locale, volume: 1, speed: 3 });
    }
    wasOn.current = on;
  }, [on, client, language]);
};

const topmost = (): ParentNode =>
  [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;

const useSpokenScreen = (on: boolean, say: (text: string) => void, key: string): void => {
  useEffect(() => {
    if (!on) return;
    const sayAll = (): void => say(spokenScreen(topmost()));
    sayAll();
    const pressed = (event: KeyboardEvent): void => {
      if (event.key === REPEAT_KEY) sayAll();
    };
    // A dialog that opens later is read in full as well; so are questions within one step.
    let heading = headingText();
    const observer = new MutationObserver((changes) => {
      const now = headingText();
      if (now !== heading) {
        heading = now;
        sayAll();
        return;
      }
      const status = changes
        .map(({ target }) => (target instanceof Element ? target : target.parentElement))
        .map((element) => element?.closest('[role=status]') ?? null)
        .find((element) => element !== null);
      if (status !== undefined) say(textOf(status));
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    window.addEventListener('keydown', pressed);
    return () => {
      observer.disconnect();
      window.removeEventListener('keydown', pressed);
    };
  }, [on, say, key]);
};

const headingText = (): string => textOf(topmost().querySelector('h1, h2, [role=heading]'));

const useSpokenFocus = (on: boolean, say: (text: string) => void): void => {
  useEffect(() => {
    if (!on) return;
    const focused = (event: FocusEvent): void => {
      const { target } = event;
      if (target instanceof Element && target.matches('button, input, [tabindex="0"]')) {
        say(spokenName(target));
      }
    };
    const touched = (event: MouseEvent): void => {
      const key = event.target instanceof Element ? event.target.closest('.key') : null;
      if (key !== null) say(spokenName(key));
    };
    document.addEventListener('focusin', focused);
    document.addEventListener('click', touched);
    return () => {
      document.removeEventListener('focusin', focused);
      document.removeEventListener('click', touched);
    };
  }, [on, say]);
};
