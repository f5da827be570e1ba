import type { ReactNode } from 'react';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { Choices } from '../components/choices.tsx';
import { useKiosk } from '../kiosk-context.ts';
import { textSizes, themes, type SpeechSettings } from './settings.ts';

/** Text size, colours and reading aloud; at every step, at once, and forgotten with the visit. */
export const DisplayDialog = ({ onClose }: { readonly onClose: () => void }): ReactNode => {
  const { texts, display, changeDisplay } = useKiosk();
  return (
    <Dialog
      title={texts.display.title}
      testId="display-dialog"
      wide
      onClose={onClose}
      actions={
        <Button
          kind="primary"
          icon="check"
          testId="display-close"
          label={texts.common.close}
          onPress={onClose}
        />
      }
    >
      <Choices
        label={texts.display.textSize}
        name="text-size"
        options={textSizes}
        textOf={texts.display.textSizes}
        chosen={display.textSize}
        onChoose={(textSize) => changeDisplay({ textSize })}
      />
      <Choices
        label={texts.display.colours}
        name="theme"
        options={themes}
        textOf={texts.display.themes}
        chosen={display.theme}
        onChoose={(theme) => changeDisplay({ theme })}
      />
      <SpeechChoices onClose={onClose} />
    </Dialog>
  );
};

const SpeechChoices = ({ onClose }: { readonly onClose: () => void }): ReactNode => {
  const { texts, display, changeDisplay } = useKiosk();
  const { speech } = display;
  const change = (changed: Partial<SpeechSettings>) => () =>
    changeDisplay({ speech: { ...speech, ...changed } });
  return (
    <fieldset className="choices">
      <legend>{texts.display.speech}</legend>
      <div className="choices-options">
        <Button
          icon="speaker"
          testId="speech"
          label={speech.on ? texts.display.speechOff : texts.display.speechOn}
          onPress={change({ on: !speech.on })}
        />
        {speech.on && (
          <>
            <Button
              icon="plus"
              testId="louder"
              label={texts.display.louder}
              disabled={speech.volume === 5}
              onPress={change({ volume: speech.volume + 1 })}
            />
            <Button
              icon="minus"
              testId="quieter"
              label={texts.display.quieter}
              disabled={speech.volume === 1}
              onPress={change({ volume: speech.volume - 1 })}
            />
            <Button
              icon="forward"
              testId="faster"
              label={texts.display.faster}
              disabled={speech.speed === 5}
              onPress={change({ speed: speech.speed + 1 })}
            />
            <Button
              icon="back"
              testId="slower"
              label={texts.display.slower}
              disabled={speech.speed === 1}
              onPress={change({ speed: speech.speed - 1 })}
            />
            <Button
              icon="curtain"
              testId="curtain-on"
              label={texts.display.curtain}
              onPress={() => {
                changeDisplay({ curtain: true });
                onClose();
              }}
            />
          </>
        )}
      </div>
    </fieldset>
  );
};
