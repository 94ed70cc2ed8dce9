import { mkdirSync } from 'node:fs';
import { app, Menu } from 'electron';
import { register } from '../ipc/index.js';
import { ok } from '../../preload/contract/index.js';
import type { Logger } from '../platform/index.js';
import { followDisplays, loadSite, openDisplayWatch, openLog, openSettings } from '../platform/index.js';
import { readDeviceToken } from './device-token.js';
import { embeddedBackend } from './embedded-backend.js';
import { fileFault } from './faults.js';
import type { Flags } from './flags.js';
import { parseFlags } from './flags.js';
import { Hall, siteDefaults } from './hall.js';
import { afterHubEvent, HUB_STARTING, hubFault } from './hub-health.js';
import { HubProcess } from './hub-process.js';
import { declareProtocol, serveProtocol } from './protocol.js';
import { takeShots } from './shots.js';
import { lockDown } from './web-security.js';

/** Shots without `--exit-after` are taken this long after all windows have drawn, ms: names and fonts have settled. */
const FIRST_SHOTS_MS = 3000;

/** Everything before Electron is ready, then the hall. */
export function start(): void {
  const flags = parseFlags(process.argv.slice(1), process.cwd());
  if (!flags.ok) {
    process.stderr.write(`yilan: ${flags.error.code} ${JSON.stringify(flags.error.details)}\n`);
    app.exit(2);
    return;
  }
  if (flags.value.data !== undefined) {
    mkdirSync(flags.value.data, { recursive: true });
    app.setPath('userData', flags.value.data);
  }
  // One GPU process serves all windows; its death must neither end the app nor leave the wall without WebGL (4-wall.md).
  app.commandLine.appendSwitch('disable-gpu-process-crash-limit');
  app.disableDomainBlockingFor3DAPIs();
  declareProtocol();
  // The lock lies in the data folder, so two halls on one machine are two folders.
  if (!app.requestSingleInstanceLock()) {
    process.stdout.write('yilan: already running on this data folder; handed over\n');
    app.exit(0);
    return;
  }
  void app.whenReady().then(() => openHall(flags.value));
}

async function openHall(flags: Flags): Promise<void> {
  const dataDir = app.getPath('userData');
  const log = openLog(dataDir);
  process.on('uncaughtException', (error) => stopOnBug(log, error));
  process.on('unhandledRejection', (reason) => stopOnBug(log, reason));
  // Without a menu no key reloads a page, opens the tools or leaves full screen in the middle of an operation.
  Menu.setApplicationMenu(null);
  serveProtocol();
  lockDown(log);

  const loaded = await loadSite(flags.site, openSettings(dataDir).lastGoodSite);
  const { tier, backend } = loaded.site ?? siteDefaults;
  const embedded = backend === 'embedded' ? embeddedBackend(dataDir, tier, log, (url) => hub.setBackend(url)) : undefined;
  const token = embedded === undefined ? readDeviceToken(dataDir) : ok(embedded.deviceToken);
  const fileFaults = [...(embedded?.faults ?? []), ...(token.ok ? [] : [fileFault('device-token', token.error)])];
  const displays = openDisplayWatch();
  const firstSeen = await displays.first();
  for (const fault of [...loaded.faults, ...fileFaults, ...(firstSeen.fault === undefined ? [] : [firstSeen.fault])]) {
    log.warn(fault, 'fault at the start');
  }

  let drawn = false;
  const hall: Hall = new Hall(
    {
      loaded,
      demoAccounts: embedded?.demoAccounts ?? [],
      fileFaults,
      log,
      onLoaded: (window) => hub.connect(window),
      onAllDrawn: () => {
        if (!drawn) scheduleEnd(flags, hall, log);
        drawn = true;
      },
      onCanvas: (canvas) => hub.setCanvas(canvas),
      onClosed: () => app.quit(),
    },
    firstSeen,
  );
  let hubHealth = HUB_STARTING;
  const hub: HubProcess = new HubProcess(
    {
      kind: 'configure',
      dataDir,
      tier,
      canvas: hall.canvas,
      deviceToken: token.ok ? token.value : undefined,
      access: typeof backend === 'object' ? { ca: backend.ca, pins: backend.pin, proxy: backend.proxy } : {},
      metricsPort: loaded.site?.metricsPort,
    },
    () => hall.hubWindows(),
    log,
    (event) => {
      hubHealth = afterHubEvent(hubHealth, event);
      hall.setHubFault(hubFault(hubHealth));
    },
  );

  register(
    {
      'wall:context': (_argument, sender) => hall.wallContext(sender.id),
      'console:context': () => hall.consoleContext(),
      'window:drawn': (_argument, sender) => (hall.drawn(sender), null),
      'window:fault': (fault, sender) => (log.error({ ...fault, window: sender.id }, 'window fault'), null),
      'window:alive': (_argument, sender) => (hall.alive(sender), null),
    },
    hall.findSender,
    (channel, reason) => log.error({ channel, reason }, 'message refused'),
  );
  followDisplays(displays, firstSeen, (seen) => {
    if (seen.fault !== undefined) log.warn(seen.fault, 'displays');
    hall.displaysChanged(seen);
  });
  app.on('second-instance', () => hall.console?.focus());
  // All windows may have failed at once and come back in a moment; the program ends when the officer closes the console.
  app.on('window-all-closed', () => undefined);
  app.on('before-quit', () => hall.close());
  let stopped = false;
  app.on('will-quit', (event) => {
    if (stopped) return;
    stopped = true;
    // What the processes are writing is written before the program ends.
    event.preventDefault();
    void Promise.all([hub.stop(), embedded?.stop()]).then(() => app.quit());
  });

  hub.start();
  if (typeof backend === 'object') hub.setBackend(backend.url);
  embedded?.start();
  hall.open();
}

function scheduleEnd(flags: Flags, hall: Hall, log: Logger): void {
  const shoot = async (): Promise<void> => {
    if (flags.shots === undefined) return;
    await takeShots(flags.shots, hall.canvas, hall.panels(), hall.console);
    log.info({ dir: flags.shots }, 'photographs taken');
  };
  if (flags.exitAfter === undefined) {
    setTimeout(() => void shoot(), FIRST_SHOTS_MS);
    return;
  }
  setTimeout(() => void shoot().then(() => app.quit()), flags.exitAfter * 1000);
}

/** An unexpected error in main leaves nothing to rely on: it is logged and the program ends, to be started again. */
function stopOnBug(log: Logger, error: unknown): void {
  log.fatal({ err: error }, 'main failed');
  app.exit(70);
}
