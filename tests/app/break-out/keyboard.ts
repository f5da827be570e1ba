/** One thing tried at the keyboard or mouse of an installed kiosk. */
export interface KeyboardAttempt {
  readonly name: string;
  /** Arguments for xdotool, one command each. */
  readonly how: readonly (readonly string[])[];
  /** A touch or click on the first screen begins a visit, as it should; then only windows and programs count. */
  readonly expected:
    'nothing changes on the display' | 'no window and no program besides the kiosk';
}

const expected = 'nothing changes on the display';
const staysIn = 'no window and no program besides the kiosk';

const chord = (keys: string, what: string): KeyboardAttempt => ({
  name: `${keys}: ${what}`,
  how: [['key', keys]],
  expected,
});

/** What a stick that claims to be a keyboard types; every line begins with a chord that opens something elsewhere. */
const typed = (what: string, before: string, text: string): KeyboardAttempt => ({
  name: `USB keyboard: ${what}`,
  how: [
    ['key', before],
    ['type', '--delay', '2', text],
  ],
  expected,
});

const clicked = (what: string, ...how: readonly (readonly string[])[]): KeyboardAttempt => ({
  name: `mouse: ${what}`,
  how,
  expected,
});

const touching = (...attempt: Parameters<typeof clicked>): KeyboardAttempt => ({
  ...clicked(...attempt),
  expected: staysIn,
});

/** Where nothing can be clicked, in px of a display of 1280 × 800. */
const EMPTY = ['mousemove', '640', '90'] as const;

export const keyboardAttempts: readonly KeyboardAttempt[] = [
  chord('ctrl+r', 'load the page again'),
  chord('ctrl+shift+r', 'load the page again, past every cache'),
  chord('F5', 'load the page again'),
  chord('ctrl+F5', 'load the page again'),
  chord('ctrl+w', 'close the window'),
  chord('ctrl+F4', 'close the window'),
  chord('alt+F4', 'close the window'),
  chord('ctrl+q', 'end the program'),
  chord('ctrl+shift+q', 'end the program'),
  chord('ctrl+n', 'open a window'),
  chord('ctrl+shift+n', 'open a private window'),
  chord('ctrl+t', 'open a tab'),
  chord('ctrl+shift+t', 'open the tab closed last'),
  chord('ctrl+l', 'go to the address bar'),
  chord('alt+d', 'go to the address bar'),
  chord('F6', 'go to the address bar'),
  chord('ctrl+o', 'open a file'),
  chord('ctrl+s', 'save the page'),
  chord('ctrl+p', 'print'),
  chord('ctrl+shift+p', 'print by the system dialog'),
  chord('ctrl+u', 'show the source'),
  chord('ctrl+shift+i', 'open the developer tools'),
  chord('ctrl+shift+j', 'open the console'),
  chord('ctrl+shift+c', 'inspect an element'),
  chord('F12', 'open the developer tools'),
  chord('ctrl+f', 'search the page'),
  chord('F3', 'search the page'),
  chord('ctrl+g', 'search on'),
  chord('ctrl+h', 'open the history'),
  chord('ctrl+j', 'open the downloads'),
  chord('ctrl+d', 'set a bookmark'),
  chord('ctrl+shift+Delete', 'delete browsing data'),
  chord('shift+Escape', 'open the task manager of Chromium'),
  chord('ctrl+plus', 'zoom in'),
  chord('ctrl+minus', 'zoom out'),
  chord('ctrl+KP_Add', 'zoom in by the number pad'),
  chord('ctrl+0', 'zoom to 100 %'),
  chord('F11', 'leave full screen'),
  chord('F1', 'open help'),
  chord('F7', 'switch on the text cursor'),
  chord('F10', 'open the menu'),
  chord('alt+f', 'open the menu'),
  chord('alt', 'open the menu'),
  chord('shift+F10', 'open the context menu'),
  chord('Menu', 'open the context menu'),
  chord('alt+Left', 'go back'),
  chord('alt+Right', 'go forward'),
  chord('alt+Home', 'go to the home page'),
  chord('XF86Back', 'go back'),
  chord('XF86HomePage', 'go to the home page'),
  chord('XF86Search', 'search'),
  chord('XF86WWW', 'open a browser'),
  chord('XF86Mail', 'open mail'),
  chord('XF86Explorer', 'open files'),
  chord('XF86Calculator', 'open the calculator'),
  chord('XF86AudioPlay', 'play media'),
  chord('XF86AudioStop', 'stop media'),
  chord('XF86PowerOff', 'switch off'),
  chord('XF86Sleep', 'send to sleep'),
  chord('XF86ScreenSaver', 'lock the screen'),
  chord('Print', 'take a picture of the screen'),
  chord('alt+Print', 'take a picture of the window'),
  chord('super', 'open the start menu'),
  chord('super+r', 'run a program'),
  chord('super+e', 'open files'),
  chord('super+d', 'show the desktop'),
  chord('super+l', 'lock the screen'),
  chord('alt+Tab', 'switch windows'),
  chord('alt+Escape', 'switch windows'),
  chord('alt+space', 'open the window menu'),
  chord('ctrl+Escape', 'open the start menu'),
  chord('ctrl+alt+t', 'open a terminal'),
  chord('ctrl+alt+Delete', 'open the system screen'),
  chord('ctrl+alt+BackSpace', 'end the X server'),
  chord('ctrl+shift+u', 'type a character by its code'),
  chord('ctrl+c', 'copy'),
  chord('ctrl+v', 'paste'),
  chord('ctrl+x', 'cut'),
  chord('shift+Insert', 'paste'),
  chord('ctrl+shift+v', 'paste as text'),
  chord('ctrl+a', 'mark everything'),
  chord('ctrl+z', 'undo'),
  typed('run a command on Windows', 'super+r', 'cmd.exe /c calc'),
  typed('open a terminal on Linux', 'ctrl+alt+t', 'xterm -e sh'),
  typed('go to an address', 'ctrl+l', 'file:///etc/passwd'),
  typed('go to an internal address', 'ctrl+l', 'chrome://gpu'),
  typed('run a script from the address bar', 'ctrl+l', 'javascript:alert(1)'),
  typed('type into the console', 'ctrl+shift+j', 'require("child_process").exec("id")'),
  typed('end the program and run another', 'alt+F4', 'startx'),
  typed('break a parser', 'Escape', '%00%0a%0d{{7*7}}${7*7}<img src=x onerror=alert(1)>'),
  clicked('right button', EMPTY, ['click', '3']),
  clicked('middle button', EMPTY, ['click', '2']),
  clicked('back button', EMPTY, ['click', '8']),
  clicked('forward button', EMPTY, ['click', '9']),
  clicked('Ctrl and wheel up', EMPTY, ['keydown', 'ctrl', 'click', '4', 'keyup', 'ctrl']),
  clicked('Ctrl and wheel down', EMPTY, ['keydown', 'ctrl', 'click', '5', 'keyup', 'ctrl']),
  clicked('the window is asked to close', ['search', '--name', '^Einwurf$', 'windowquit']),
  touching('Shift and click, for a window', EMPTY, [
    'keydown',
    'shift',
    'click',
    '1',
    'keyup',
    'shift',
  ]),
  touching(
    'mark everything and drag it out',
    ['mousemove', '270', '150'],
    ['mousedown', '1'],
    ['mousemove', '760', '450'],
    ['mouseup', '1'],
    ['mousemove', '500', '330'],
    ['mousedown', '1'],
    ['mousemove', '1270', '790'],
    ['mouseup', '1'],
  ),
  touching('three fast clicks', EMPTY, ['click', '--repeat', '3', '--delay', '20', '1']),
];
