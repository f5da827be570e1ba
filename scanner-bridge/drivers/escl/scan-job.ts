import type { PaperSource, ScanSettings } from '../../scanner.ts';
import type { EsclDevice } from './device.ts';

const a4 = { width: 2480, height: 3508 };
const modeNames = { colour: 'RGB24', grey: 'Grayscale8', bitonal: 'BlackAndWhite1' } as const;
export type EsclFormat = 'image/jpeg' | 'image/png';

/** The format asked for: JPEG, which every device has, unless another is wished and offered. */
export const formatFor = (device: EsclDevice, wish: EsclFormat): EsclFormat =>
  device.formats.includes(wish) ? wish : 'image/jpeg';

/** The ScanSettings document that asks for a job: A4, as far as the source reaches. */
export const scanSettingsXml = (
  device: EsclDevice,
  source: PaperSource,
  settings: ScanSettings,
  format: EsclFormat,
): string => {
  const { width, height } = device.reach[source];
  // Devices before 2.1 know only DocumentFormat.
  const ext = device.version.startsWith('2.0')
    ? ''
    : `<scan:DocumentFormatExt>${format}</scan:DocumentFormatExt>`;
  const duplex =
    source === 'feeder' && device.can.duplex ? `<scan:Duplex>${settings.duplex}</scan:Duplex>` : '';
  const multipick =
    source === 'feeder' && device.detectsDoubleFeed
      ? '<scan:MultipickDetection>true</scan:MultipickDetection>'
      : '';
  return `<?xml version="1.0" encoding="UTF-8"?>
<scan:ScanSettings xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03">
<pwg:Version>${/^\d+\.\d+$/.test(device.version) ? device.version : '2.0'}</pwg:Version>
<pwg:ScanRegions><pwg:ScanRegion>
<pwg:ContentRegionUnits>escl:ThreeHundredthsOfInches</pwg:ContentRegionUnits>
<pwg:XOffset>0</pwg:XOffset><pwg:YOffset>0</pwg:YOffset>
<pwg:Width>${Math.min(a4.width, width)}</pwg:Width><pwg:Height>${Math.min(a4.height, height)}</pwg:Height>
</pwg:ScanRegion></pwg:ScanRegions>
<pwg:InputSource>${source === 'feeder' ? 'Feeder' : 'Platen'}</pwg:InputSource>
<pwg:DocumentFormat>${format}</pwg:DocumentFormat>${ext}
<scan:ColorMode>${modeNames[settings.mode]}</scan:ColorMode>
<scan:XResolution>${settings.dpi}</scan:XResolution><scan:YResolution>${settings.dpi}</scan:YResolution>
${duplex}${multipick}
</scan:ScanSettings>`;
};

/**
 * Where a job is. Devices answer with a path, with a full address, or with one whose host or port is not how they are
 * reached (behind ipp-usb: localhost of the printer): only the path counts.
 */
export const jobUrl = (base: URL, location: string | null): URL | null => {
  if (location === null || location === '') return null;
  try {
    const { pathname } = new URL(location, base);
    const url = new URL(base);
    url.pathname = pathname.replace(/\/+$/, '');
    url.search = '';
    return url.pathname === '' || url.pathname === '/' ? null : url;
  } catch {
    return null;
  }
};
