import type { PageRecord } from './document/page-record.ts';
import type { Page } from './domain/page.ts';
import type { ManifestPage } from './envelope/manifest.ts';

const rounded = (value: number): number => Math.round(value * 100) / 100;

/** Straightening and cropping are one cut out of the scan: a rectangle, turned by some degrees. */
const treatmentSteps = ({ treatment, coding }: PageRecord): ManifestPage['steps'] => {
  if (treatment === null || coding === null) return [];
  const { cut, straightenedBy, cropped } = treatment;
  const straightened = straightenedBy !== 'none';
  return [
    ...(straightened
      ? [{ step: 'straighten', parameters: { degrees: rounded(-cut.angle), by: straightenedBy } }]
      : []),
    ...(cropped || straightened
      ? [
          {
            step: 'crop',
            parameters: {
              centreXPx: rounded(cut.centreX),
              centreYPx: rounded(cut.centreY),
              widthPx: Math.round(cut.width),
              heightPx: Math.round(cut.height),
              toPaper: cropped,
            },
          },
        ]
      : []),
  ];
};

/** What the manifest says about one page: its size in the document, everything done to it, what was suspected. */
export const manifestPage = (
  page: Page,
  index: number,
  record: PageRecord | undefined,
): ManifestPage => {
  const { side, widthPx, heightPx, dpi, rotation } = page;
  const {
    suggestedRotation = 0,
    coding = null,
    evening = null,
    findings = [],
    read,
  } = record ?? {};
  const areas = page.blackened?.length ?? 0;
  const turned = rotation !== 0 || suggestedRotation !== 0;
  return {
    number: index + 1,
    side,
    widthPx,
    heightPx,
    dpi,
    steps: [
      ...(page.separatorsBefore === undefined
        ? []
        : [{ step: 'separate', parameters: { sheets: page.separatorsBefore } }]),
      ...(page.whole === true ? [{ step: 'keep-whole', parameters: {} }] : []),
      ...(record === undefined || page.whole === true ? [] : treatmentSteps(record)),
      ...(areas === 0 ? [] : [{ step: 'blacken', parameters: { areas } }]),
      ...(turned
        ? [{ step: 'rotate', parameters: { degrees: rotation, suggested: suggestedRotation } }]
        : []),
      ...(evening === null ? [] : [{ step: 'even-out', parameters: { ...evening } }]),
      ...(coding === null ? [] : [{ step: 'code', parameters: { as: coding } }]),
      ...(read === undefined || read.rotation !== rotation || page.whole === true
        ? []
        : [
            {
              step: 'read',
              parameters: { languages: read.languages.join('+'), words: read.words },
            },
          ]),
    ],
    findings: findings.map(({ kind, confidence }) => ({ kind, confidence: rounded(confidence) })),
  };
};
