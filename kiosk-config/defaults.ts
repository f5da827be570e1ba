/**
 * What holds where neither the site nor the device says otherwise. Site, kiosk, keys and transport have no
 * default: nobody should hand papers to a place nobody named.
 */
export const defaults = {
  version: 1,
  demo: false,
  languages: ['de', 'en', 'uk'],
  defaultLanguage: 'de',
  topics: [
    {
      id: 'further-grant',
      label: {
        de: 'Weiterbewilligung (Antrag)',
        en: 'Application to continue benefits',
        uk: 'Заява на продовження допомоги',
      },
    },
    {
      id: 'income',
      label: { de: 'Einkommen und Lohn', en: 'Income and wages', uk: 'Дохід і зарплата' },
    },
    {
      id: 'rent',
      label: {
        de: 'Miete und Nebenkosten',
        en: 'Rent and utility costs',
        uk: 'Оренда та комунальні платежі',
      },
    },
    {
      id: 'bank-statements',
      label: { de: 'Kontoauszüge', en: 'Bank statements', uk: 'Банківські виписки' },
    },
    {
      id: 'certificates',
      label: {
        de: 'Zeugnisse und Anerkennung',
        en: 'Certificates and recognition',
        uk: 'Атестати, дипломи та їх визнання',
      },
    },
    {
      id: 'language-course',
      label: { de: 'Sprachkurs', en: 'Language course', uk: 'Мовний курс' },
    },
    { id: 'sick-note', label: { de: 'Krankmeldung', en: 'Sick note', uk: 'Лікарняний' } },
    {
      id: 'cooperation-plan',
      label: { de: 'Kooperationsplan', en: 'Cooperation plan', uk: 'План співпраці' },
    },
    { id: 'other', label: { de: 'Etwas anderes', en: 'Something else', uk: 'Інше' } },
  ],
  details: {
    caseNumber: {
      use: 'optional',
      // Offices write it differently ("12345//0001234", customer numbers like "123A456789"): set by the site.
      pattern: '\\d{5}//\\d{7}|\\d{3}[A-Z]\\d{6}',
      example: '12345//0001234',
    },
    name: { use: 'optional', maxLength: 100 },
  },
  scanner: {
    source: 'auto',
    duplex: true,
    mode: 'colour',
    dpi: 300,
    startsByItself: 'own-scanner',
    shape: 'upright-feeder',
    writing: 'either',
    maxPages: 100,
  },
  receiptPrinter: null,
  signLanguageFolder: null,
  display: {},
  idle: { warnAfter: 120, answerWithin: 30, receiptFor: 60 },
  presenceSensor: null,
  storage: { reserveMegabytes: 1000, keepDeliveredHours: 72, keepProofDays: 400 },
  documents: { largestFileMegabytes: 20 },
  otherTransports: [],
  upload: {
    when: 'at-once',
    windows: [],
    atLatestAfterMinutes: 24 * 60,
    alarmAfterHours: 24,
    maximumBytesPerSecond: 0,
  },
  openingHours: {
    timeZone: 'Europe/Berlin',
    holidays: 'NW',
    confirmed: false,
    week: {
      monday: [],
      tuesday: [],
      wednesday: [],
      thursday: [],
      friday: [],
      saturday: [],
      sunday: [],
    },
    exceptions: [],
  },
  outsideOpeningHours: 'open',
  attendant: { logOutAfter: 120, leaveKioskFor: 600, cardReader: false, exportFolder: 'exports' },
  watchdog: { nightlyRestart: '03:30', crashes: 5, withinMinutes: 10, screenSilentFor: 10 },
} as const;
