import type { ReactNode } from 'react';
import { signVideoPath } from '../../electron/contract/view.ts';
import { Button } from '../components/button.tsx';
import { Dialog } from '../components/dialog.tsx';
import { traitsOf } from '../i18n/index.ts';
import { useKiosk } from '../kiosk-context.ts';
import type { SignVideo } from './sign-video.ts';
import { usePlayer } from './use-player.ts';

/** Plays a video in sign language, large, without sound, with subtitles where there are some. */
export const SignDialog = ({
  sign,
  onClose,
}: {
  readonly sign: SignVideo;
  readonly onClose: () => void;
}): ReactNode => {
  const { texts, language } = useKiosk();
  const { video, state, subtitles, play, pause, showSubtitles, ended, failed } = usePlayer();
  const words = texts.signLanguage;
  return (
    <Dialog
      title={words.open}
      testId="sign-dialog"
      wide
      onClose={onClose}
      actions={
        <>
          {state !== 'failed' && sign.captions !== null && (
            <Button
              testId="sign-captions"
              label={subtitles ? words.noCaptions : words.captions}
              onPress={() => showSubtitles(!subtitles)}
            />
          )}
          {state === 'playing' && (
            <Button icon="stop" testId="sign-pause" label={words.pause} onPress={pause} />
          )}
          {(state === 'still' || state === 'over') && (
            <Button
              icon={state === 'over' ? 'again' : 'forward'}
              testId="sign-play"
              label={state === 'over' ? words.again : words.play}
              onPress={play}
            />
          )}
          <Button kind="primary" testId="sign-close" label={texts.common.close} onPress={onClose} />
        </>
      }
    >
      {state === 'failed' ? (
        <p className="large">{words.failed}</p>
      ) : (
        <video
          ref={video}
          className="sign-video"
          data-testid="sign-video"
          aria-label={words.open}
          src={signVideoPath(sign.video)}
          muted
          playsInline
          disablePictureInPicture
          preload="auto"
          onEnded={ended}
          onError={failed}
        >
          {sign.captions !== null && (
            <track
              kind="captions"
              srcLang={traitsOf[language].locale}
              src={signVideoPath(sign.captions)}
            />
          )}
        </video>
      )}
    </Dialog>
  );
};
