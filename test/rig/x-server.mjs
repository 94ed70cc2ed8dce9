import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onProcessEnd } from './process-end.mjs';
import { addDisplayToAuthority, writeAuthority } from './x-authority.mjs';

const START_LIMIT_MS = 20_000;
const STOP_LIMIT_MS = 5_000;

/** @typedef {{display: string, env: NodeJS.ProcessEnv, pid: number, stop: () => Promise<void>}} XServer */

/**
 * Starts an X server of our own with the dummy video driver on a free display number.
 *
 * The server lives no longer than this process, however it ends: on a normal end and on a signal it
 * is ended by its process id, and the kernel ends it should this process be killed outright
 * (setpriv's --pdeathsig). Only holders of its cookie can connect, so `env` (DISPLAY and
 * XAUTHORITY) has to be handed to every client.
 *
 * @param {number} width largest width of the whole screen, pixels
 * @param {number} height
 * @returns {Promise<XServer>}
 * @throws {Error} with the end of the server's log, when it doesn't come up within 20 s
 */
export async function startXServer(width, height) {
  const folder = mkdtempSync(join(tmpdir(), 'yilan-wall-'));
  const authority = join(folder, 'authority');
  const config = join(folder, 'xorg.conf');
  const log = join(folder, 'xorg.log');
  const cookie = randomBytes(16);
  writeAuthority(authority, cookie);
  writeFileSync(config, xorgConfiguration(width, height));

  const child = spawn('setpriv', ['--pdeathsig', 'TERM', 'Xorg', ...serverArguments(config, log, authority)], {
    cwd: folder,
    // A group of its own: Ctrl-C in a terminal must reach the clients first.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise((resolve) => child.once('close', resolve));
  const cleanUp = () => {
    child.kill('SIGTERM');
    rmSync(folder, { recursive: true, force: true });
  };
  const release = onProcessEnd(cleanUp);

  let number;
  try {
    number = await displayNumber(child);
  } catch (error) {
    const reason = `${error instanceof Error ? error.message : String(error)}\n${tail(log)}`;
    release();
    cleanUp();
    throw new Error(`the X server of the virtual wall did not start: ${reason}`, { cause: error });
  }
  addDisplayToAuthority(authority, cookie, number);
  const display = `:${number}`;

  return {
    display,
    env: { DISPLAY: display, XAUTHORITY: authority },
    pid: /** @type {number} */ (child.pid),
    async stop() {
      const forced = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(forced);
      release();
      cleanUp();
    },
  };
}

/**
 * @param {string} config
 * @param {string} log
 * @param {string} authority
 */
function serverArguments(config, log, authority) {
  // The server itself looks for a free display number and tells it on descriptor 3, so two starts
  // can't take the same one. A seat other than seat0 keeps it off the machine's virtual terminals,
  // which also lets it run without root. The configuration must be named relative to the folder
  // the server runs in, or a server without root refuses it.
  const startUp = ['-displayfd', '3', '-seat', 'seat-yilan', '-noreset', '-nolisten', 'tcp', '-auth', authority];
  const quiet = ['-s', '0', '-dpms', '-logfile', log, '-config', config.slice(config.lastIndexOf('/') + 1)];
  return [...startUp, ...quiet];
}

/**
 * @param {number} width
 * @param {number} height
 */
function xorgConfiguration(width, height) {
  // Four bytes per pixel, in KiB; the driver refuses less than its first mode of 1024 × 768.
  const videoRam = Math.max(16_384, Math.ceil((width * height * 4) / 1024) + 4096);
  return `Section "ServerFlags"
  Option "AutoAddDevices" "false"
  Option "AutoEnableDevices" "false"
EndSection
Section "Device"
  Identifier "device"
  Driver "dummy"
  VideoRam ${videoRam}
EndSection
Section "Screen"
  Identifier "screen"
  Device "device"
  DefaultDepth 24
  SubSection "Display"
    Depth 24
    Virtual ${Math.max(width, 1024)} ${Math.max(height, 768)}
  EndSubSection
EndSection
`;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function displayNumber(child) {
  return new Promise((resolve, reject) => {
    let told = '';
    let complaints = '';
    const timer = setTimeout(() => reject(new Error('no display number within 20 s')), START_LIMIT_MS);
    const settle = (/** @type {() => void} */ outcome) => {
      clearTimeout(timer);
      outcome();
    };
    child.stderr?.on('data', (chunk) => (complaints = (complaints + String(chunk)).slice(-2000)));
    child.stdio[3]?.on('data', (chunk) => {
      told += String(chunk);
      if (told.endsWith('\n')) settle(() => resolve(Number.parseInt(told, 10)));
    });
    child.once('error', (error) => settle(() => reject(error)));
    child.once('close', (code) => settle(() => reject(new Error(`it ended with code ${code}: ${complaints}`))));
  });
}

/** @param {string} log */
function tail(log) {
  try {
    return readFileSync(log, 'utf8').split('\n').slice(-15).join('\n');
  } catch (error) {
    return `(no server log: ${error instanceof Error ? error.message : String(error)})`;
  }
}
