import { runApplication } from '../../../electron/application.ts';
import { killPoint } from './kill-point.ts';

// The product's application with a power cut in it; its other programs lie beside it.
runApplication({ checkpoint: killPoint });
