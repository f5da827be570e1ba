import type { KioskConfig } from '../kiosk-config/index.ts';
import type { SiteView } from './contract/view.ts';
import { isLanguage } from './domain/language.ts';
import type { JourneyRules } from './domain/transition.ts';

/** What the screens need of the site's configuration. */
export const siteView = (config: KioskConfig, signVideos: readonly string[] = []): SiteView => ({
  signVideos,
  name: config.site.name,
  languages: config.languages.filter(isLanguage),
  defaultLanguage: isLanguage(config.defaultLanguage) ? config.defaultLanguage : 'de',
  topics: config.topics,
  details: config.details,
  maxPages: config.scanner.maxPages,
  device: { shape: config.scanner.shape, writing: config.scanner.writing },
  printsReceipts: config.receiptPrinter !== null,
  demo: config.demo,
  ...config.display,
});

/** What the journey decides by. */
export const rulesOf = (config: KioskConfig): JourneyRules => {
  const { caseNumber, name } = config.details;
  const pattern = new RegExp(`^(?:${caseNumber.pattern})$`, 'u');
  return {
    ...siteView(config),
    topics: config.topics.map(({ id }) => id),
    asksDetails: caseNumber.use !== 'hidden' || name.use !== 'hidden',
    acceptsDetails: (details) =>
      (details.caseNumber === ''
        ? caseNumber.use !== 'required'
        : caseNumber.use !== 'hidden' && pattern.test(details.caseNumber)) &&
      (details.name === '' ? name.use !== 'required' : details.name.length <= name.maxLength) &&
      (details.representative ?? '').length <= name.maxLength,
  };
};
