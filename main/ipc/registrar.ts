import type { IpcMainInvokeEvent, WebContents } from 'electron';
import { ipcMain } from 'electron';
import type {
  PushArgument,
  PushChannel,
  RequestAnswer,
  RequestArgument,
  RequestChannel,
  WindowRole,
} from '../../preload/contract/index.js';
import { pushes, requests } from '../../preload/contract/index.js';

/** Who a message came from: the window's role and its own id (`console` or the panel's). */
export type Sender = { readonly role: WindowRole; readonly id: string };
/** Which window a page belongs to; undefined for any page that is not ours. */
export type FindSender = (contents: WebContents) => Sender | undefined;

/** One handler per channel of the contract; leaving one out does not compile. */
export type Handlers = {
  readonly [C in RequestChannel]: (argument: RequestArgument<C>, sender: Sender) => RequestAnswer<C> | Promise<RequestAnswer<C>>;
};

/** The origin that our pages are served from; a frame from elsewhere is refused. */
export const APP_ORIGIN = 'app://yilan';

/**
 * Registers a handler for every channel. A message from an unknown window, another role, a sub-frame, another origin
 * or with an argument that does not fit is refused: the caller gets an error and `onRefused` hears of it.
 */
export function register(handlers: Handlers, findSender: FindSender, onRefused: (channel: string, reason: string) => void): void {
  for (const channel of Object.keys(requests) as RequestChannel[]) {
    ipcMain.handle(channel, (event, argument: unknown) => {
      const checked = check(channel, event, argument, findSender);
      if (typeof checked === 'string') {
        onRefused(channel, checked);
        throw new Error(`${channel}: refused`);
      }
      const handle = handlers[channel] as (argument: unknown, sender: Sender) => unknown;
      return handle(checked.argument, checked.sender);
    });
  }
}

/** The checked argument and sender, or the reason for refusing. */
function check(
  channel: RequestChannel,
  event: IpcMainInvokeEvent,
  argument: unknown,
  findSender: FindSender,
): { argument: unknown; sender: Sender } | string {
  const frame = event.senderFrame;
  if (frame === null || frame !== event.sender.mainFrame) return 'not the main frame';
  if (!frame.url.startsWith(`${APP_ORIGIN}/`)) return `origin of ${frame.url}`;
  const sender = findSender(event.sender);
  if (sender === undefined) return 'not one of our windows';
  const { from, argument: schema } = requests[channel];
  if (!(from as readonly WindowRole[]).includes(sender.role)) return `role ${sender.role}`;
  const parsed = schema.safeParse(argument);
  return parsed.success ? { argument: parsed.data, sender } : parsed.error.message;
}

/** Sends a push to a window. */
export function push<C extends PushChannel>(contents: WebContents, channel: C, argument: PushArgument<C>): void {
  contents.send(channel, pushes[channel].argument.parse(argument));
}
