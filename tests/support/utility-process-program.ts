// Electron's main process for the contract of the scanner bridge: starts hosts as utility processes and passes on what
// they and the test say to each other.
import { connect } from 'node:net';
import { app, utilityProcess, type UtilityProcess } from 'electron';
import { createFrameReader, encodeFrame } from '../../scanner-bridge/host/frames.ts';
import type { RelayOrder, RelayWord } from './utility-process-hosts.ts';

const [port = '0', program = ''] = process.argv.slice(-2);
const socket = connect(Number(port), '127.0.0.1');
const reader = createFrameReader();
const hosts = new Map<number, UtilityProcess>();

const tell = (word: RelayWord): void => {
  for (const part of encodeFrame(word)) socket.write(part);
};

const start = (host: number): void => {
  const child = utilityProcess.fork(program);
  hosts.set(host, child);
  child.on('message', (message: unknown) => tell({ host, message }));
  child.once('exit', (exitCode: number) => tell({ host, exitCode }));
};

const obey = (order: RelayOrder): void => {
  if (order.order === 'start') start(order.host);
  else if (order.order === 'kill') hosts.get(order.host)?.kill();
  else hosts.get(order.host)?.postMessage(order.message);
};

void app.whenReady().then(() => {
  socket.on('data', (chunk: Buffer) => {
    const orders = reader.push(chunk);
    if (typeof orders !== 'string') (orders as readonly RelayOrder[]).forEach(obey);
  });
  socket.on('close', () => app.quit());
  tell({ version: process.versions.electron });
});
