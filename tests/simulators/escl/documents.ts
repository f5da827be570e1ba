/** How a simulated device words what it is. */
export interface SimulatedDevice {
  readonly uuid: string;
  readonly duplex: boolean;
  readonly glass: boolean;
  readonly feeder: boolean;
  readonly formats: readonly string[];
  /** Devices such as Brother's older ones give a range instead of a list. */
  readonly resolutionRange: boolean;
  readonly multipickDetection: boolean;
}

export const usualDevice: SimulatedDevice = {
  uuid: '4509a320-00a0-008f-00b6-002507510eca',
  duplex: true,
  glass: true,
  feeder: true,
  formats: ['image/jpeg', 'image/png', 'application/pdf'],
  resolutionRange: false,
  multipickDetection: false,
};

const resolutions = [75, 100, 150, 200, 300, 600];
const namespaces =
  'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm" xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03"';

const inputCaps = (device: SimulatedDevice, name: string): string => `<scan:${name}>
<scan:MinWidth>16</scan:MinWidth><scan:MaxWidth>2550</scan:MaxWidth>
<scan:MinHeight>16</scan:MinHeight><scan:MaxHeight>3508</scan:MaxHeight><scan:MaxScanRegions>1</scan:MaxScanRegions>
<scan:SettingProfiles><scan:SettingProfile>
<scan:ColorModes><scan:ColorMode>RGB24</scan:ColorMode><scan:ColorMode>Grayscale8</scan:ColorMode></scan:ColorModes>
<scan:DocumentFormats>${device.formats
  .map(
    (f) =>
      `<pwg:DocumentFormat>${f}</pwg:DocumentFormat><scan:DocumentFormatExt>${f}</scan:DocumentFormatExt>`,
  )
  .join('')}</scan:DocumentFormats>
<scan:SupportedResolutions>${
  device.resolutionRange
    ? '<scan:ResolutionRange><scan:XResolutionRange><scan:Min>75</scan:Min><scan:Max>600</scan:Max><scan:Normal>300</scan:Normal><scan:Step>1</scan:Step></scan:XResolutionRange></scan:ResolutionRange>'
    : `<scan:DiscreteResolutions>${resolutions
        .map(
          (dpi) =>
            `<scan:DiscreteResolution><scan:XResolution>${dpi}</scan:XResolution><scan:YResolution>${dpi}</scan:YResolution></scan:DiscreteResolution>`,
        )
        .join('')}</scan:DiscreteResolutions>`
}</scan:SupportedResolutions>
</scan:SettingProfile></scan:SettingProfiles></scan:${name}>`;

/** ScannerCapabilities of a device. */
export const capabilitiesXml = (
  device: SimulatedDevice,
): string => `<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerCapabilities ${namespaces}>
<pwg:Version>2.6</pwg:Version>
<pwg:MakeAndModel>Einwurf Simulated MFP</pwg:MakeAndModel>
<pwg:SerialNumber>SIM0001</pwg:SerialNumber>
<scan:UUID>${device.uuid}</scan:UUID>
${device.glass ? `<scan:Platen>${inputCaps(device, 'PlatenInputCaps')}</scan:Platen>` : ''}
${
  device.feeder
    ? `<scan:Adf>${inputCaps(device, 'AdfSimplexInputCaps')}${
        device.duplex ? inputCaps(device, 'AdfDuplexInputCaps') : ''
      }<scan:FeederCapacity>250</scan:FeederCapacity>${
        device.multipickDetection
          ? '<scan:AdfOptions><scan:AdfOption>MultipickDetection</scan:AdfOption></scan:AdfOptions>'
          : ''
      }</scan:Adf>`
    : ''
}
</scan:ScannerCapabilities>`;

/** ScannerStatus; `adfState` null: the device does not tell. */
export const statusXml = (
  state: string,
  adfState: string | null,
): string => `<?xml version="1.0" encoding="UTF-8"?>
<scan:ScannerStatus ${namespaces}>
<pwg:Version>2.6</pwg:Version>
<pwg:State>${state}</pwg:State>
${adfState === null ? '' : `<scan:AdfState>${adfState}</scan:AdfState>`}
</scan:ScannerStatus>`;
