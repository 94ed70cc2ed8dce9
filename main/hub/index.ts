import type { FromHubControl } from '../../preload/contract/index.js';
import { toHubControlSchema } from '../../preload/contract/index.js';
import type { WindowPort } from './feed/index.js';
import { Hub } from './hub.js';

/** What Electron gives a utility process; declared here because the hub imports no Electron. */
type ParentPort = {
  on(event: 'message', listener: (event: { data: unknown; ports: WindowPort[] }) => void): void;
  postMessage(message: FromHubControl): void;
};

const parent = (process as unknown as { parentPort: ParentPort }).parentPort;
let hub: Promise<Hub> | undefined;

parent.on('message', ({ data, ports }) => {
  const message = toHubControlSchema.parse(data);
  if (message.kind === 'configure') {
    hub = open(message);
    return;
  }
  if (message.kind === 'stop') {
    void stop();
    return;
  }
  void hub?.then((opened) => {
    if (message.kind === 'backend') opened.setBackend(message.url);
    else if (message.kind === 'canvas') opened.setCanvas(message.canvas);
    else if (ports[0] !== undefined) opened.addWindow(message.role, ports[0]);
  });
});

/** Never settles when the hall's files cannot be opened: main has been told, and the windows stay without a hub. */
async function open(options: Parameters<typeof Hub.open>[0]): Promise<Hub> {
  const opened = await Hub.open(options);
  if (!opened.ok) {
    parent.postMessage({ kind: 'refused', error: opened.error });
    return new Promise(() => undefined);
  }
  parent.postMessage({ kind: 'ready' });
  return opened.value;
}

/** A hub that could not be opened has nothing to write down. */
async function stop(): Promise<void> {
  const opened = await Promise.race([hub, new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)))]);
  await opened?.close();
  process.exit(0);
}
