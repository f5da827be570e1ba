import type { Language } from '../../electron/domain/language.ts';

/** One arrangement of keys; capitals come from the language's own rules. */
export interface KeyboardLayout {
  readonly id: string;
  /** On the key that brings this layout. */
  readonly label: string;
  /** For Intl-aware capitals (BCP 47). */
  readonly locale: string;
  readonly direction: 'ltr' | 'rtl';
  /** Whether the script has capitals. */
  readonly capitals: boolean;
  /** Letters beside the space bar, where there is no key for capitals. */
  readonly extra?: readonly string[];
  /** Three rows of eleven keys at most: more would be too narrow on a 10-inch panel. */
  readonly rows: readonly (readonly string[])[];
}

const rows = (...lines: readonly string[]): readonly (readonly string[])[] =>
  lines.map((line) => line.split(' '));

const latinLayout = (
  id: string,
  locale: string,
  label: string,
  ...lines: readonly string[]
): KeyboardLayout => ({
  id,
  label,
  locale,
  direction: 'ltr',
  capitals: true,
  rows: rows(...lines),
});

const rightToLeft = (
  id: string,
  locale: string,
  extra: string,
  ...lines: readonly string[]
): KeyboardLayout => ({
  id,
  label: 'ابپ',
  locale,
  direction: 'rtl',
  capitals: false,
  extra: extra.split(' '),
  rows: rows(...lines),
});

const german = latinLayout(
  'german',
  'de',
  'ABC',
  'q w e r t z u i o p ü',
  'a s d f g h j k l ö ä',
  'y x c v b n m ß',
);
/** Letters with marks that names from the west and the south of Europe have. */
const western = latinLayout(
  'western',
  'de',
  'Äéñ',
  'á à â ã å æ ç é è ê ë',
  'í ì î ï ñ ó ò ô õ ø œ',
  'ú ù û ý ä ö ü ß',
);
/** Letters with marks that names from the east of Europe and from Turkey have. */
const eastern = latinLayout(
  'eastern',
  'de',
  'Čłș',
  'ă ą č ć ď đ ě ę ğ ı ł',
  'ń ň ő ř ś š ş ș ť ț ů',
  'ű ź ż ž ā ē ī ū ļ ņ ģ',
);
const english = latinLayout(
  'english',
  'en',
  'ABC',
  'q w e r t y u i o p',
  'a s d f g h j k l',
  'z x c v b n m',
);
const french = latinLayout(
  'french',
  'fr',
  'ABC',
  'a z e r t y u i o p é',
  'q s d f g h j k l m è',
  'w x c v b n ç à ê ï ô',
);
const turkish = latinLayout(
  'turkish',
  'tr',
  'ĞŞİ',
  'q w e r t y u ı o p ğ',
  'a s d f g h j k l ş i',
  'z x c v b n m ö ç ü',
);
/** Without q and x, which Polish names lack; the German layout has them. */
const polish = latinLayout(
  'polish',
  'pl',
  'ĄĆŁ',
  'w e r t y u i o p ó ę',
  'a s d f g h j k l ł ą',
  'z ś c v b n m ż ź ć ń',
);
const romanian = latinLayout(
  'romanian',
  'ro',
  'ĂȘȚ',
  'q w e r t y u i o p ă',
  'a s d f g h j k l ș ț',
  'z x c v b n m â î',
);
const ukrainian = latinLayout(
  'ukrainian',
  'uk',
  'АБВ',
  'й ц у к е н г ш щ з х',
  'ф і в а п р о л д ж є',
  'ґ я ч с м и т ь б ю ї',
);
const russian = latinLayout(
  'russian',
  'ru',
  'АБВ',
  'й ц у к е н г ш щ з х',
  'ф ы в а п р о л д ж э',
  'я ч с м и т ь б ю ё ъ',
);
const bulgarian = latinLayout(
  'bulgarian',
  'bg',
  'АБВ',
  'у е и ш щ к с д з ц',
  'ь я а о ж г т н в м ч',
  'ю й ъ ф х п р л б',
);
const arabic = rightToLeft(
  'arabic',
  'ar',
  'أ إ آ',
  'ض ص ث ق ف غ ع ه خ ح ج',
  'ش س ي ب ل ا ت ن م ك د',
  'ئ ء ؤ ر ى ة و ز ظ ط ذ',
);
const farsi = rightToLeft(
  'farsi',
  'fa',
  'ئ ء',
  'ض ص ث ق ف غ ع ه خ ح ج',
  'ش س ی ب ل ا ت ن م ک گ',
  'ظ ط ز ر ذ د پ و چ ژ آ',
);

/**
 * The layouts offered in each language, the first one first. Names stand in Latin letters in the office's
 * letters, so those come first everywhere; the language's own letters are one key away.
 */
export const layoutsOf: Readonly<Record<Language, readonly [KeyboardLayout, ...KeyboardLayout[]]>> =
  {
    de: [german, western, eastern],
    'de-simple': [german, western, eastern],
    en: [english, western, eastern],
    uk: [german, ukrainian],
    ru: [german, russian],
    ar: [german, arabic],
    tr: [turkish, german, eastern],
    pl: [polish, german, western],
    ro: [romanian, german, western],
    bg: [german, bulgarian],
    fr: [french, western, eastern],
    fa: [german, farsi],
  };
