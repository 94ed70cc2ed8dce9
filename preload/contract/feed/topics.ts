import { z } from 'zod';
import type { Alarm } from '../api/alarm.js';
import type { DirectiveView } from '../api/command.js';
import { diagnosticsSchema } from '../diagnostics.js';
import { assetKindSchema } from '../domain/asset.js';
import type { Asset } from '../domain/asset.js';
import type { Frozen } from '../domain/command.js';
import type { Incident } from '../domain/incident.js';
import type { Indicator } from '../domain/indicator.js';
import { indicatorIdSchema } from '../domain/indicator.js';
import { tierCodeSchema } from '../domain/tier.js';
import { catalogueSchema, deskContentSchema } from './desk.js';
import type { CommandSummary } from './picture.js';
import { sceneSchema } from './picture.js';

const everything = z.strictObject({});
/** West, south, east, north; WGS 84 degrees. */
const bboxSchema = z.tuple([z.number(), z.number(), z.number(), z.number()]);
const FILTER_MAX = 2000;

/** The filter of each topic that a window wants; a topic that is absent is not sent, a filter that is absent lets all pass. */
export const subscriptionSchema = z
  .strictObject({
    scene: everything,
    /** heads, orders and directives of the commands in sight */
    commands: everything,
    catalogue: everything,
    indicators: everything,
    values: z.strictObject({
      indicators: z.array(indicatorIdSchema).max(FILTER_MAX).optional(),
      tiers: z.array(tierCodeSchema).max(FILTER_MAX).optional(),
    }),
    assets: everything,
    positions: z.strictObject({ bbox: bboxSchema.optional(), kinds: z.array(assetKindSchema).max(FILTER_MAX).optional() }),
    incidents: everything,
    alarms: everything,
    /** for the console only, like `diagnostics` */
    desk: everything,
    diagnostics: everything,
  })
  .partial();
export type Subscription = Readonly<z.infer<typeof subscriptionSchema>>;
export type Wanted = keyof Subscription;

/** Topics that are sent whole whenever they changed. */
export const valueTopics = {
  scene: sceneSchema,
  desk: deskContentSchema,
  catalogue: catalogueSchema,
  diagnostics: diagnosticsSchema,
} as const;
export type ValueTopic = keyof typeof valueTopics;
export type ValueOf<T extends ValueTopic> = Readonly<z.infer<(typeof valueTopics)[T]>>;

/** A command without what it says and without its tree: both are large, and neither changes with every receipt. */
export type CommandHead = Omit<CommandSummary, 'frozen' | 'directives'>;
/** What a command says; it never changes. */
export type FrozenRow = { readonly id: string; readonly frozen: Frozen };
/** A directive of a command's tree. */
export type DirectiveRow = DirectiveView & { readonly command: string };

/** Topics of rows with an id of their own: rows that changed are sent, and the ids of those that are gone. */
export type RowOf = {
  commands: CommandHead;
  frozen: FrozenRow;
  directives: DirectiveRow;
  indicators: Indicator;
  assets: Asset;
  incidents: Incident;
  alarms: Alarm;
};
export type RowTopic = keyof RowOf;
export const ROW_TOPICS = [
  'commands',
  'frozen',
  'directives',
  'indicators',
  'assets',
  'incidents',
  'alarms',
] as const satisfies readonly RowTopic[];

/** Topics of numbers, sent as Arrow columns: the newest row of each key, `values` by indicator and tier, `positions` by asset. */
export const COLUMN_TOPICS = ['values', 'positions'] as const;
export type ColumnTopic = (typeof COLUMN_TOPICS)[number];

/** The key of a row of `values`; that of `positions` is the asset. */
export const valueKey = (indicator: string, tier: string): string => `${indicator} ${tier}`;

export type FeedTopic = ValueTopic | RowTopic | ColumnTopic;

/** The topic of a subscription that brings a topic of a frame. */
export const wantedFor = (topic: FeedTopic): Wanted => (topic === 'frozen' || topic === 'directives' ? 'commands' : topic);
