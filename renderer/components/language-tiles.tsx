import type { ReactNode } from 'react';
import type { Language } from '../../electron/domain/language.ts';
import { traitsOf } from '../i18n/index.ts';
import { useKiosk } from '../kiosk-context.ts';

/** The site's languages, each by its own name and in its own script. */
export const LanguageTiles = ({
  onChoose,
}: {
  readonly onChoose: (language: Language) => void;
}): ReactNode => {
  const { view, language: current } = useKiosk();
  return (
    <div className="tiles tiles-languages">
      {view.site.languages.map((language) => {
        const { ownName, locale, direction } = traitsOf[language];
        return (
          <button
            key={language}
            type="button"
            className="tile tile-language"
            lang={locale}
            dir={direction}
            aria-current={language === current ? 'true' : undefined}
            data-testid={`language-${language}`}
            onClick={() => onChoose(language)}
          >
            {ownName}
          </button>
        );
      })}
    </div>
  );
};
