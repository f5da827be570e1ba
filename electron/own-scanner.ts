import type { DriverConfig } from '../scanner-bridge/index.ts';

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;
/** SANE's ways over the network. */
const overNetwork = /^(net|airscan|escl):/;

/**
 * Whether paper in this scanner can only be this kiosk's customer's. A scanner in the network may serve another kiosk
 * as well: what somebody lays in for that one must not be scanned into a visit here.
 */
export const isOwnScanner = (driver: DriverConfig): boolean => {
  switch (driver.driver) {
    case 'virtual':
    case 'twain':
      return true;
    case 'scanimage':
      return driver.device !== undefined && !overNetwork.test(driver.device);
    case 'escl':
      // A USB scanner behind ipp-usb has an address of this machine.
      return driver.url !== undefined && loopback.test(new URL(driver.url).hostname);
  }
};
