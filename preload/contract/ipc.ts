import { z } from 'zod';
import { canvasSchema, panelViewSchema } from './domain/wall.js';
import { siteFaultSchema } from './site.js';

/** A panel as the console lists it. */
export const panelHealthSchema = z.strictObject({
  id: z.string(),
  column: z.int(),
  row: z.int(),
  /** `missing`: no display answers to its identity; `failed`: its window kept failing and was not shown again since */
  state: z.enum(['shown', 'starting', 'missing', 'failed']),
});
export type PanelHealth = Readonly<z.infer<typeof panelHealthSchema>>;

/** What a window must know of its place before it can draw. */
export const wallContextSchema = z.strictObject({
  panel: panelViewSchema,
  /** every panel of the wall, this one included, in the same order for all windows: labels and tiles are placed once */
  panels: z.array(panelViewSchema).min(1),
  canvas: canvasSchema,
  locale: z.enum(['zh-CN', 'en']),
});
export type WallContext = Readonly<z.infer<typeof wallContextSchema>>;

const demoAccountSchema = z.strictObject({ name: z.string(), password: z.string() });

export const consoleContextSchema = z.strictObject({
  locale: z.enum(['zh-CN', 'en']),
  /** what is wrong with the site file, if anything; the wall then runs on the last good one or on the displays found */
  siteFaults: z.array(siteFaultSchema),
  siteSource: z.enum(['file', 'last-good', 'displays']),
  panels: z.array(panelHealthSchema),
  canvas: canvasSchema,
  /** log-ins that the embedded demo backend offers; empty with a real one */
  demoAccounts: z.array(demoAccountSchema),
});
export type ConsoleContext = Readonly<z.infer<typeof consoleContextSchema>>;

/** An error that a window could not handle. */
export const windowFaultSchema = z.strictObject({ message: z.string().max(4000), stack: z.string().max(8000).optional() });
export type WindowFault = Readonly<z.infer<typeof windowFaultSchema>>;

/**
 * Every channel between main and a window, with the windows that may use it. Requests are window → main;
 * `pushes` are main → window. Data does not go this way: it comes from the hub over the window's own port.
 */
export const requests = {
  'wall:context': { from: ['wall'], argument: z.null(), answer: wallContextSchema },
  'console:context': { from: ['console'], argument: z.null(), answer: consoleContextSchema },
  /** the window has drawn its first complete picture */
  'window:drawn': { from: ['wall', 'console'], argument: z.null(), answer: z.null() },
  'window:fault': { from: ['wall', 'console'], argument: windowFaultSchema, answer: z.null() },
  /** answers `window:heartbeat`; the preload does so, whatever the page is */
  'window:alive': { from: ['wall', 'console'], argument: z.null(), answer: z.null() },
} as const;
export type RequestChannel = keyof typeof requests;
export type RequestArgument<C extends RequestChannel> = z.infer<(typeof requests)[C]['argument']>;
export type RequestAnswer<C extends RequestChannel> = z.infer<(typeof requests)[C]['answer']>;

export const pushes = {
  'wall:context-changed': { to: ['wall'], argument: wallContextSchema },
  'console:context-changed': { to: ['console'], argument: consoleContextSchema },
  'window:heartbeat': { to: ['wall', 'console'], argument: z.null() },
} as const;
export type PushChannel = keyof typeof pushes;
export type PushArgument<C extends PushChannel> = z.infer<(typeof pushes)[C]['argument']>;

/** The message that hands a window its port to the hub; no payload besides the port. */
export const HUB_PORT_CHANNEL = 'hub:port';

export type WindowRole = 'wall' | 'console';
