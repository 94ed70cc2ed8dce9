import type { AppError, FromHubControl, Result, ToHubControl } from '../../preload/contract/index.js';
import { fail, toHubControlSchema } from '../../preload/contract/index.js';
import type { WindowPort } from './feed/index.js';
import type { Hub, HubOptions } from './hub.js';

/** What Electron gives a utility process; declared here because the hub imports no Electron. */
export type ParentPort = {
  on(event: 'message', listener: (event: { data: unknown; ports: WindowPort[] }) => void): void;
  postMessage(message: FromHubControl): void;
};

type ServedHub = Pick<Hub, 'setBackend' | 'setCanvas' | 'addWindow' | 'close'>;

export type ServeOptions = {
  readonly parent: ParentPort;
  readonly open: (options: HubOptions) => Promise<Result<ServedHub>>;
  /** Ends the process, once what was posted to main is on its way. */
  readonly exit: (code: number) => void;
  readonly log: (line: string) => void;
};

/**
 * Runs a hub as main tells it. One that cannot be opened says why and ends with 1: main starts it again, with backoff,
 * so a hub whose disk was full or whose file was put right comes back without anybody restarting the hall.
 */
export function serve({ parent, open, exit, log }: ServeOptions): void {
  let hub: Promise<ServedHub | undefined> | undefined;

  const refuse = (error: AppError): undefined => {
    parent.postMessage({ kind: 'refused', error });
    exit(1);
  };
  const start = async (options: HubOptions): Promise<ServedHub | undefined> => {
    const opened = await opening(open, options, log);
    if (!opened.ok) return refuse(opened.error);
    parent.postMessage({ kind: 'ready' });
    return opened.value;
  };
  const tell = (opened: ServedHub, message: Exclude<ToHubControl, { kind: 'configure' | 'stop' }>, ports: WindowPort[]): void => {
    if (message.kind === 'backend') opened.setBackend(message.url);
    else if (message.kind === 'canvas') opened.setCanvas(message.canvas);
    else if (ports[0] !== undefined) opened.addWindow(message.role, ports[0]);
  };
  /** A hub that is not open yet has nothing to write down. */
  const stop = async (): Promise<void> => {
    const opened = await Promise.race([hub, new Promise<undefined>((resolve) => setImmediate(() => resolve(undefined)))]);
    await opened?.close();
    exit(0);
  };

  parent.on('message', ({ data, ports }) => {
    const message = toHubControlSchema.parse(data);
    if (message.kind === 'configure') hub = start(message);
    else if (message.kind === 'stop') void stop();
    else void hub?.then((opened) => opened !== undefined && tell(opened, message, ports));
  });
}

/**
 * The one place where a fault of the program while opening is caught: without it the process would die wordless, again
 * and again. It is logged with its stack, and the operator is told; the process ends all the same.
 */
async function opening(open: ServeOptions['open'], options: HubOptions, log: ServeOptions['log']): Promise<Result<ServedHub>> {
  try {
    return await open(options);
  } catch (error) {
    log(`hub: could not be opened: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return fail('hub-failed', { reason: String(error).slice(0, 500) });
  }
}
