import { writeSync } from 'node:fs';
import { readIntakeConfig } from '../../intake/intake-config.ts';
import { startIntake } from '../../intake/server.ts';
import { expectOk } from './delivery-submission.ts';

// The intake with a kill point. argv: configuration file, port, kill point or "-".
const [configFile = '', port = '0', killAt = '-'] = process.argv.slice(2);
const config = expectOk(await readIntakeConfig(configFile));
const intake = await startIntake(
  { ...config, port: Number(port) },
  {
    checkpoint: (name) => {
      if (name !== killAt) return;
      process.kill(process.pid, 'SIGKILL');
      return new Promise(() => undefined);
    },
  },
);
writeSync(1, `READY ${intake.port} ${process.pid}\n`);
