import { parentPort } from '../../../electron/parent-port.ts';
import { runUploader } from '../../../electron/run-uploader.ts';
import { killPoint } from './kill-point.ts';

runUploader(parentPort(), { checkpoint: killPoint });
