import { BrowserWindow, session } from 'electron';
import { receiptPaperPath, type ReceiptPaper } from '../contract/receipt-paper.ts';
import { kioskOrigin, serveKiosk } from './protocol.ts';
import { CLOSED_FEATURES, lockedPreferences } from './window.ts';

const MM_PER_INCH = 25.4;

/** Size of the paper, mm. */
export interface PaperSize {
  readonly widthMm: number;
  readonly heightMm: number;
}

/** Draws receipts as PDF. */
export type ReceiptPdf = (paper: ReceiptPaper, size: PaperSize) => Promise<Uint8Array>;

/**
 * Draws in a window that nobody sees, with a session of its own, without a way to the kiosk (no preload), and gone when
 * the PDF is there. Nothing of it is written to a disk.
 * @param rendererFolder where receipt.html is
 */
export const receiptPages = (rendererFolder: string): ReceiptPdf => {
  // In memory: no "persist:".
  const paperSession = session.fromPartition('receipt');
  const nothing = (): Promise<null> => Promise.resolve(null);
  serveKiosk(paperSession, rendererFolder, { pagePicture: nothing, signVideo: nothing });
  return async (paper, { widthMm, heightMm }) => {
    const window = new BrowserWindow({
      show: false,
      focusable: false,
      webPreferences: {
        ...lockedPreferences(paperSession),
        sandbox: true,
        contextIsolation: true,
        disableBlinkFeatures: CLOSED_FEATURES,
      },
    });
    try {
      const { webContents } = window;
      await window.loadURL(`${kioskOrigin}${receiptPaperPath(paper)}`);
      await webContents.executeJavaScript('document.fonts.ready.then(() => true)');
      return await webContents.printToPDF({
        printBackground: true,
        pageSize: { width: widthMm / MM_PER_INCH, height: heightMm / MM_PER_INCH },
        margins: { top: 0, bottom: 0, left: 0, right: 0 },
      });
    } finally {
      window.destroy();
    }
  };
};
