/** Starts a wall, tells its display and server, and stays: virtual-wall.test.ts kills it. */
import { startVirtualWall } from './virtual-wall.mjs';

const size = { panelWidth: 320, panelHeight: 180, consoleWidth: 320, consoleHeight: 180 };
const wall = await startVirtualWall({ columns: 1, rows: 1, ...size });
process.stdout.write(`${JSON.stringify({ pid: wall.pid, authority: wall.env.XAUTHORITY })}\n`);
