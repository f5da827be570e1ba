import { runApplication } from './application.ts';

// Entry of the main process (out/main/main.cjs). The parts list is in application.ts and kiosk.ts.
runApplication();
