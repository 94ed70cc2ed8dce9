import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Runs the hub's own bundle as Electron's utility process would: with a parent port, and one console whose port is
 * carried over this process's channel. `DIE` makes it die by SIGKILL `on-issue` (the order is asked for, not stored) or
 * `before-answer` (it is committed, and nobody has been told).
 */
const parentPort = Object.assign(new EventEmitter(), {
  /** @param {unknown} message */
  postMessage: (message) => process.send?.({ from: 'hub', message }),
});
Object.assign(process, { parentPort });

const die = process.env['DIE'];
/** @type {unknown} */
let issueId;
/** What came before the hub listened; a real port keeps it too. @type {unknown[] | undefined} */
let early = [];
const consolePort = Object.assign(new EventEmitter(), {
  start: () => {
    for (const data of early?.splice(0) ?? []) consolePort.emit('message', { data });
    early = undefined;
  },
  /** @param {{kind: string, id?: unknown}} message */
  postMessage: (message) => {
    if (die === 'before-answer' && message.kind === 'answer' && message.id === issueId) process.kill(process.pid, 'SIGKILL');
    process.send?.({ from: 'console', message });
  },
});

process.on('message', (/** @type {{to: string, data: any}} */ { to, data }) => {
  if (to === 'console') {
    if (data.verb === 'issue') issueId = data.id;
    if (data.verb === 'issue' && die === 'on-issue') process.kill(process.pid, 'SIGKILL');
    if (early === undefined) consolePort.emit('message', { data });
    else early.push(data);
  } else {
    parentPort.emit('message', { data, ports: data.kind === 'window' ? [consolePort] : [] });
  }
});

createRequire(import.meta.url)(join(import.meta.dirname, '../../../dist/main/hub.cjs'));
