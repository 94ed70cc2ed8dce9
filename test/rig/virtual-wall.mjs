import { fileURLToPath } from 'node:url';
import { runCommand } from './command.mjs';
import { edidBlock } from './edid.mjs';
import { planLayout } from './layout.mjs';
import { modeName, modeline } from './mode.mjs';
import { startXServer } from './x-server.mjs';

/**
 * @typedef {import('./layout.mjs').Bounds} Bounds
 * @typedef {import('./layout.mjs').Screen} Screen
 * @typedef {import('./layout.mjs').Panel} Panel
 * @typedef {import('./layout.mjs').WallOptions} WallOptions
 * @typedef {{width: number, height: number, data: Buffer}} Picture four bytes a pixel: red, green, blue, alpha
 */

/** Debian's own: python3-xlib is a Debian package, which another Python earlier on the PATH can't see. */
const DEBIAN_PYTHON = '/usr/bin/python3';
const OUTPUTS_TOOL = fileURLToPath(new URL('outputs.py', import.meta.url));

/**
 * A wall of real RandR outputs on an X server of our own, with one more output for the console.
 * Nothing is drawn by the rig itself: unplugged and unused areas are black.
 */
export class VirtualWall {
  #server;
  #layout;
  #environment;
  /** @type {Set<string>} ids of the panels that are on */
  #plugged;

  /**
   * @param {import('./x-server.mjs').XServer} server
   * @param {import('./layout.mjs').Layout} layout
   */
  constructor(server, layout) {
    this.#server = server;
    this.#layout = layout;
    this.#environment = { ...process.env, ...server.env };
    this.#plugged = new Set(layout.panels.map((panel) => panel.id));
  }

  /** Such as `:1`. A client needs `env` as well, which holds the key to the server. */
  get display() {
    return this.#server.display;
  }

  /** DISPLAY and XAUTHORITY, to be added to the environment of every client. */
  get env() {
    return this.#server.env;
  }

  /** Process id of the X server. */
  get pid() {
    return this.#server.pid;
  }

  get panels() {
    return this.#layout.panels;
  }

  get console() {
    return this.#layout.console;
  }

  /** The whole X screen, panels and console, in pixels. */
  get size() {
    return { width: this.#layout.width, height: this.#layout.height };
  }

  /** Makes the modes, gives the screens their identity and lights them all. Called once. */
  async lightUp() {
    const screens = this.#screens();
    for (const { width, height } of distinctSizes(screens)) {
      await this.#run('xrandr', ['--newmode', ...modeline(width, height)]);
    }
    await this.#run('xrandr', screens.flatMap(addMode));
    const identities = screens.filter((screen) => screen.edid !== null);
    if (identities.length > 0) {
      const blocks = identities.map((screen) => `${screen.output}=${edidBlock(screen).toString('hex')}`);
      await this.#outputs('edid', ...blocks);
    }
    const { width, height } = this.size;
    await this.#run('xrandr', ['--fb', `${width}x${height}`, ...screens.flatMap(place), '--primary']);
    await this.#probe();
  }

  /**
   * Pulls a panel's cable: its output goes dark and reports itself disconnected (DUMMY0 alone stays
   * connected, as the driver will have it). All others stay where they are.
   *
   * @param {string} panelId
   */
  async unplug(panelId) {
    const panel = this.#panel(panelId);
    if (!this.#plugged.delete(panelId)) return;
    await this.#outputs('off', panel.output);
    await this.#probe();
  }

  /**
   * Puts it back where it was, with the same identity.
   *
   * @param {string} panelId
   */
  async plug(panelId) {
    const panel = this.#panel(panelId);
    if (this.#plugged.has(panelId)) return;
    this.#plugged.add(panelId);
    const { x, y } = panel.bounds;
    await this.#outputs('on', panel.output, modeNameOf(panel), String(x), String(y));
    await this.#probe();
  }

  /**
   * Photographs the whole X screen, or the part within `bounds`, as PNG.
   *
   * @param {string} file
   * @param {Bounds} [bounds]
   */
  async photograph(file, bounds) {
    await this.#run('import', ['-silent', '-window', 'root', ...crop(bounds), '-depth', '8', `png24:${file}`]);
  }

  /**
   * The same as bytes, for tests that look at single pixels.
   *
   * @param {Bounds} [bounds]
   * @returns {Promise<Picture>}
   */
  async pixels(bounds) {
    const { width, height } = bounds ?? this.size;
    const data = await this.#run('import', ['-silent', '-window', 'root', ...crop(bounds), '-depth', '8', 'rgba:-']);
    return { width, height, data };
  }

  /**
   * Types into the window under the pointer (there is no window manager, so that one has the focus).
   *
   * @param {string} text
   */
  async type(text) {
    await this.#run('xdotool', ['type', '--delay', '10', '--', text]);
  }

  /**
   * Presses keys together, in xdotool's names joined by +, such as `ctrl+k` or `Return`.
   *
   * @param {string} keys
   */
  async key(keys) {
    await this.#run('xdotool', ['key', '--', keys]);
  }

  /**
   * Moves the pointer and presses its left button.
   *
   * @param {number} x pixels of the X screen
   * @param {number} y
   */
  async click(x, y) {
    await this.#run('xdotool', ['mousemove', '--sync', String(x), String(y), 'click', '1']);
  }

  /** Ends the X server and removes its files; clients lose their connection. */
  async stop() {
    await this.#server.stop();
  }

  #screens() {
    return [...this.#layout.panels, this.#layout.console];
  }

  /** @param {string} panelId */
  #panel(panelId) {
    const panel = this.#layout.panels.find(({ id }) => id === panelId);
    if (panel === undefined) throw new RangeError(`no panel ${panelId}`);
    return panel;
  }

  /**
   * The driver says which outputs are connected (those that are lit) only when a client has them
   * probed, which xrandr's query does. Until then Electron takes a lit output for an absent one.
   */
  async #probe() {
    await this.#run('xrandr', ['--query']);
  }

  /** @param {string[]} args as outputs.py takes them */
  #outputs(...args) {
    return this.#run(DEBIAN_PYTHON, [OUTPUTS_TOOL, ...args]);
  }

  /**
   * @param {string} program
   * @param {readonly string[]} args
   */
  #run(program, args) {
    return runCommand(program, args, this.#environment);
  }
}

/**
 * Starts a virtual wall (see VirtualWall). It takes about a second.
 *
 * @param {WallOptions} options
 * @returns {Promise<VirtualWall>}
 * @throws {RangeError} for sizes that can't be, {Error} when the X server or a tool fails
 */
export async function startVirtualWall(options) {
  const layout = planLayout(options);
  const server = await startXServer(layout.width, layout.height);
  const wall = new VirtualWall(server, layout);
  try {
    await wall.lightUp();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return wall;
}

/** @param {Screen} screen */
function place(screen) {
  const { x, y } = screen.bounds;
  return ['--output', screen.output, '--mode', modeNameOf(screen), '--pos', `${x}x${y}`];
}

/** @param {Screen} screen */
function addMode(screen) {
  return ['--addmode', screen.output, modeNameOf(screen)];
}

/** @param {Pick<Screen, 'bounds'>} screen */
function modeNameOf({ bounds }) {
  return modeName(bounds.width, bounds.height);
}

/** @param {readonly Screen[]} screens */
function distinctSizes(screens) {
  return [...new Map(screens.map((screen) => [modeNameOf(screen), screen.bounds])).values()];
}

/** @param {Bounds | undefined} bounds */
function crop(bounds) {
  if (bounds === undefined) return [];
  return ['-crop', `${bounds.width}x${bounds.height}+${bounds.x}+${bounds.y}`, '+repage'];
}
