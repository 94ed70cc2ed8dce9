import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from 'playwright-core';
import { _electron } from 'playwright-core';
import { electronPath, rootFlags, VIRTUAL_WALL_FLAGS } from '../../../build/lib/electron.mjs';
import type { Camera, ConsoleBridge, Site } from '../../../preload/contract/index.js';
import { siteFileFor } from '../../rig/site-file.mjs';
import { startVirtualWall } from '../../rig/virtual-wall.mjs';
import type { TestBackend } from '../../integration/support/backend.js';
import { startBackend } from '../../integration/support/backend.js';
import { ACCOUNTS, DEVICE_TOKEN } from './accounts.js';

export const PROJECT = join(import.meta.dirname, '../../..');

export type VirtualWall = Awaited<ReturnType<typeof startVirtualWall>>;

export type HallOptions = {
  readonly columns: number;
  readonly rows: number;
  /** px */
  readonly panel: readonly [width: number, height: number];
  /** beside each panel, and above and below it */
  readonly bezelMm?: readonly [sides: number, ends: number];
  /** without it the hall has a backend to itself in which nothing happens: the picture rests, and the machine is left alone */
  readonly backend?: Site['backend'];
  /** instead of the site file that fits the wall */
  readonly siteText?: string;
  /** a panel's physical size, mm, where it is larger than an EDID can say (255 cm); else 2400 × 1350 */
  readonly panelMm?: readonly [width: number, height: number];
};

const CONSOLE = { consoleWidth: 1280, consoleHeight: 720 } as const;

/** A hall on a virtual wall of its own: a real Electron, a fresh data folder, and whatever its windows complain of. */
export class Hall {
  readonly wall: VirtualWall;
  readonly app: ElectronApplication;
  readonly folder: string;
  readonly siteFile: string;
  readonly #quiet: TestBackend | undefined;
  /** console errors and uncaught exceptions of all windows */
  readonly complaints: string[] = [];

  private constructor(
    wall: VirtualWall,
    app: ElectronApplication,
    folder: string,
    siteFile: string,
    quiet: TestBackend | undefined,
  ) {
    this.wall = wall;
    this.app = app;
    this.folder = folder;
    this.siteFile = siteFile;
    this.#quiet = quiet;
    const watch = (page: Page): void => {
      page.on('console', (message) => {
        if (message.type() === 'error') this.complaints.push(message.text());
      });
      page.on('pageerror', (error) => this.complaints.push(String(error)));
    };
    for (const page of app.windows()) watch(page);
    app.on('window', watch);
  }

  static async open(options: HallOptions): Promise<Hall> {
    const { columns, rows, panel, bezelMm = [0, 0], siteText, panelMm } = options;
    const wall = await startVirtualWall({
      columns,
      rows,
      panelWidth: panel[0],
      panelHeight: panel[1],
      ...CONSOLE,
      edid: panelMm === undefined,
    });
    const folder = mkdtempSync(join(tmpdir(), 'yilan-e2e-'));
    const quiet =
      options.backend === undefined ? await startBackend({ data: join(folder, 'quiet-backend'), accounts: ACCOUNTS }) : undefined;
    const backend = options.backend ?? { url: quiet?.url ?? '' };
    const siteFile = join(folder, 'site.json');
    writeFileSync(siteFile, siteText ?? JSON.stringify(siteOf(wall, { bezelMm, backend, panelMm })));
    writeFileSync(join(folder, 'device-token'), DEVICE_TOKEN);
    const app = await _electron.launch({
      executablePath: electronPath(),
      args: [...rootFlags(), ...VIRTUAL_WALL_FLAGS, PROJECT, '--site', siteFile, '--data', folder],
      env: Object.fromEntries(Object.entries({ ...process.env, ...wall.env }).map(([name, value]) => [name, value ?? ''])),
      cwd: PROJECT,
    });
    return new Hall(wall, app, folder, siteFile, quiet);
  }

  /** The window of a role that is shown now, by its page. */
  async page(name: 'console' | `r${number}c${number}`): Promise<Page> {
    const matches = async (page: Page): Promise<boolean> => {
      if (name === 'console') return page.url().endsWith('/console.html');
      if (!page.url().endsWith('/wall.html')) return false;
      await page.waitForFunction(() => document.documentElement.dataset['panel'] !== undefined);
      return page.evaluate((id) => document.documentElement.dataset['panel'] === id, name);
    };
    for (;;) {
      // Listening begins before looking, so that a window that opens meanwhile is not missed.
      const opened = this.app.waitForEvent('window', { timeout: 0 });
      // Nobody waits for it any more once the page is found; then the app's end is no fault.
      opened.catch(() => undefined);
      for (const page of this.app.windows()) if (await matches(page)) return page;
      await opened;
    }
  }

  /** All wall windows, in the order of the panels, once each has drawn and the camera rests. */
  async panels(): Promise<Page[]> {
    const pages: Page[] = [];
    for (const { id } of this.wall.panels) pages.push(await this.page(id as `r${number}c${number}`));
    await this.atRest(pages);
    return pages;
  }

  /** Waits until the picture is live and whole in all given windows. */
  async atRest(pages: readonly Page[]): Promise<void> {
    for (const page of pages) {
      await page.waitForFunction(() => {
        const { atRest, painted, link } = document.documentElement.dataset;
        return atRest === 'true' && painted !== undefined && link === 'live';
      });
    }
  }

  /** The id of one of the app's own processes, by its name. */
  async processOf(name: 'hub'): Promise<number> {
    const id = await this.app.evaluate(({ app }, wanted) => app.getAppMetrics().find((one) => one.name === wanted)?.pid, name);
    if (id === undefined) throw new Error(`no process ${name}`);
    return id;
  }

  /** Moves the wall's one camera and waits until all windows rest there. */
  async look(camera: Camera): Promise<void> {
    const desk = await this.page('console');
    const pages = await this.panels();
    const before = await Promise.all(pages.map(painted));
    await desk.evaluate(async (to) => {
      const { yilan } = window as unknown as { yilan: ConsoleBridge };
      await yilan.ask('look', { camera: to });
    }, camera);
    for (const [index, page] of pages.entries()) {
      await page.waitForFunction(
        (id) => document.documentElement.dataset['painted'] !== id && document.documentElement.dataset['atRest'] === 'true',
        before[index],
      );
    }
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.#quiet?.stop();
    await this.wall.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

type SiteOptions = Required<Pick<HallOptions, 'bezelMm' | 'backend'>> & Pick<HallOptions, 'panelMm'>;

function siteOf(wall: VirtualWall, { bezelMm: [sides, ends], backend, panelMm }: SiteOptions): object {
  const site = siteFileFor(wall);
  const size = panelMm === undefined ? {} : { widthMm: panelMm[0], heightMm: panelMm[1] };
  const bezelMm = { left: sides, right: sides, top: ends, bottom: ends };
  return { ...site, backend, wall: { ...site.wall, bezelMm, panels: site.wall.panels.map((panel) => ({ ...panel, ...size })) } };
}

/** The id of the camera move that a wall window has painted. */
const painted = (page: Page): Promise<string | undefined> => page.evaluate(() => document.documentElement.dataset['painted']);
