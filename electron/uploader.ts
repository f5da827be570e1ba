import { parentPort } from './parent-port.ts';
import { runUploader } from './run-uploader.ts';

// Entry of the uploader process (out/main/uploader.cjs): a utilityProcess of the kiosk, or a fork of plain Node.
runUploader(parentPort());
