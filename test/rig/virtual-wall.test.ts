import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { runCommand } from './command.mjs';
import { startVirtualWall } from './virtual-wall.mjs';
import type { VirtualWall } from './virtual-wall.mjs';

const options = { columns: 3, rows: 2, panelWidth: 640, panelHeight: 360, consoleWidth: 1280, consoleHeight: 720 };
const tiny = { columns: 1, rows: 1, panelWidth: 320, panelHeight: 180, consoleWidth: 320, consoleHeight: 180 };
const GEOMETRY = {
  DUMMY0: '640x360+0+0',
  DUMMY1: '640x360+640+0',
  DUMMY2: '640x360+1280+0',
  DUMMY3: '640x360+0+360',
  DUMMY4: '640x360+640+360',
  DUMMY5: '640x360+1280+360',
  DUMMY6: '1280x720+1920+0',
};
const folder = mkdtempSync(join(tmpdir(), 'yilan-rig-test-'));
const walls: VirtualWall[] = [];

afterEach(async () => {
  await Promise.all(walls.splice(0).map((wall) => wall.stop()));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function start(choice: Parameters<typeof startVirtualWall>[0]): Promise<VirtualWall> {
  const wall = await startVirtualWall(choice);
  walls.push(wall);
  return wall;
}

/** The lit outputs as xrandr tells them: name → geometry. */
async function litOutputs(wall: VirtualWall): Promise<Record<string, string>> {
  const text = String(await runCommand('xrandr', ['--query'], { ...process.env, ...wall.env }));
  const lines = text.matchAll(/^(DUMMY\d+) connected (?:primary )?(\d+x\d+\+\d+\+\d+)/gm);
  return Object.fromEntries([...lines].map(([, output, geometry]) => [output, geometry]));
}

function isRunning(pid: number): boolean {
  return existsSync(`/proc/${pid}/stat`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

describe('a virtual wall', () => {
  test('has one lit output per panel and one for the console, each with its EDID', async () => {
    const wall = await start(options);
    expect(await litOutputs(wall)).toEqual(GEOMETRY);
    const properties = String(await runCommand('xrandr', ['--prop'], { ...process.env, ...wall.env }));
    expect(properties.match(/EDID:/g)).toHaveLength(7);
  });

  test('has no EDIDs when told so', async () => {
    const wall = await start({ ...tiny, edid: false });
    const properties = String(await runCommand('xrandr', ['--prop'], { ...process.env, ...wall.env }));
    expect(properties).not.toContain('EDID:');
    expect(wall.panels[0]?.edid).toBeNull();
  });

  test('is photographed whole and in part, as what is on it', async () => {
    const wall = await start(options);
    await runCommand('xsetroot', ['-solid', '#c81e28'], { ...process.env, ...wall.env });
    const [whole, part] = [join(folder, 'whole.png'), join(folder, 'part.png')];
    await wall.photograph(whole);
    await wall.photograph(part, { x: 640, y: 360, width: 640, height: 360 });
    const [wholePicture, partPicture] = [whole, part].map((file) => PNG.sync.read(readFileSync(file)));
    expect([wholePicture?.width, wholePicture?.height]).toEqual([3200, 720]);
    expect([partPicture?.width, partPicture?.height]).toEqual([640, 360]);
    expect([...(partPicture?.data.subarray(0, 4) ?? [])]).toEqual([0xc8, 0x1e, 0x28, 0xff]);
    const { data } = await wall.pixels({ x: 10, y: 10, width: 2, height: 3 });
    expect(data).toEqual(Buffer.from('c81e28ff'.repeat(6), 'hex'));
  });

  test('keeps every other panel in place when the whole left column is unplugged, and plugs it again', async () => {
    const wall = await start(options);
    const { DUMMY0: _first, DUMMY3: _fourth, ...survivors } = GEOMETRY;
    await wall.unplug('r1c1');
    await wall.unplug('r2c1');
    await wall.unplug('r2c1');
    expect(await litOutputs(wall)).toEqual(survivors);
    await wall.plug('r2c1');
    expect(await litOutputs(wall)).toEqual({ ...survivors, DUMMY3: GEOMETRY.DUMMY3 });
    await wall.plug('r1c1');
    expect(await litOutputs(wall)).toEqual(GEOMETRY);
    await expect(wall.unplug('r9c9')).rejects.toThrow('no panel r9c9');
  });

  test('shares no display with another one started at the same time', async () => {
    const [one, other] = await Promise.all([start(tiny), start(tiny)]);
    expect(one.display).not.toBe(other.display);
    expect(await litOutputs(one)).toEqual(await litOutputs(other));
  });

  test('lets nobody in without its key', async () => {
    const wall = await start(tiny);
    const stranger = { ...process.env, DISPLAY: wall.display, XAUTHORITY: '/dev/null' };
    await expect(runCommand('xrandr', [], stranger)).rejects.toThrow(/xrandr failed/);
  });
});

describe('the X server of a virtual wall', () => {
  test('is gone after stop, with its files', async () => {
    const wall = await startVirtualWall(tiny);
    expect(isRunning(wall.pid)).toBe(true);
    await wall.stop();
    expect(isRunning(wall.pid)).toBe(false);
    expect(existsSync(String(wall.env['XAUTHORITY']))).toBe(false);
  });

  test.each(['SIGTERM', 'SIGINT', 'SIGKILL'] as const)('does not outlive a process ended by %s', async (signal) => {
    const script = fileURLToPath(new URL('hold-wall.mjs', import.meta.url));
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = new Promise((resolve) => child.once('exit', (_code, by) => resolve(by)));
    const told = await new Promise<string>((resolve) => child.stdout.once('data', (chunk) => resolve(String(chunk))));
    const { pid, authority } = JSON.parse(told) as { pid: number; authority: string };
    expect(isRunning(pid)).toBe(true);
    child.kill(signal);
    expect(await ended).toBe(signal);
    await vi.waitUntil(() => !isRunning(pid), { timeout: 5_000 });
    // Nobody can tidy up after SIGKILL; the folder then stays in the temporary folder.
    if (signal === 'SIGKILL') rmSync(join(authority, '..'), { recursive: true });
    else expect(existsSync(authority)).toBe(false);
  });
});
