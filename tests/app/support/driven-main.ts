import { BrowserWindow } from 'electron';
import { createInterface } from 'node:readline';
import { runApplication } from '../../../electron/application.ts';
import { collectGarbage } from '../../support/collect-garbage.ts';

// The product's application, and somebody who touches and types as the lines on its standard input say. Nothing
// else looks at it: a debugger would keep copies of what it sees in the memory that is to be searched.
runApplication();

const contents = () => BrowserWindow.getAllWindows()[0]?.webContents;

const inPage = (script: string): Promise<unknown> => {
  const ran = contents()?.executeJavaScript(script, true) as Promise<unknown> | undefined;
  const late = new Promise((resolve) => setTimeout(() => resolve('no answer'), 1500));
  return Promise.race([ran?.catch(() => 'failed'), late]);
};

type Command =
  | { readonly do: 'step' }
  | { readonly do: 'touch'; readonly id: string }
  | { readonly do: 'type'; readonly character: string }
  | { readonly do: 'mark' }
  | { readonly do: 'typed'; readonly id: string }
  | { readonly do: 'say'; readonly kind: string }
  | { readonly do: 'crash' }
  | { readonly do: 'age' };

const carryOut = async (command: Command): Promise<unknown> => {
  switch (command.do) {
    case 'step':
      return inPage(`document.querySelector('[data-step]')?.dataset.step ?? ''`);
    case 'touch':
      return inPage(`(() => { const place = document.querySelector('[data-testid="${command.id}"]');
        place?.focus(); place?.click(); return place !== null; })()`);
    case 'type':
      contents()?.sendInputEvent({
        type: 'keyDown',
        keyCode: command.character,
        modifiers: /[A-Z]/.test(command.character) ? ['shift'] : [],
      });
      contents()?.sendInputEvent({ type: 'keyUp', keyCode: command.character });
      return true;
    case 'typed':
      return inPage(`document.querySelector('[data-testid="${command.id}"]')?.value.length ?? 0`);
    case 'mark':
      return inPage(
        `(() => { const field = document.activeElement; field.select?.(); return true; })()`,
      );
    case 'say':
      return inPage(
        `window.kiosk.request('customer-event', { kind: '${command.kind}' }).then(() => true)`,
      );
    case 'crash':
      contents()?.forcefullyCrashRenderer();
      return true;
    case 'age':
      // What lives through a full collection lies in V8's old space from then on, as after a long visit.
      collectGarbage();
      return true;
  }
};

createInterface({ input: process.stdin }).on('line', (line) => {
  void carryOut(JSON.parse(line) as Command).then((answer) => {
    process.stdout.write(`ANSWER ${JSON.stringify(answer ?? null)}\n`);
  });
});
