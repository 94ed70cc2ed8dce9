import { z } from 'zod';
import { clientIdSchema, commandModeSchema } from './command.js';
import { severitySchema } from './severity.js';
import { tierCodeSchema } from './tier.js';
import { wireTimeSchema } from './time.js';

/** The states of ISA-18.2. */
const ALARM_STATES = [
  'normal',
  'unacknowledged',
  'acknowledged',
  'returned-unacknowledged',
  'shelved',
  'suppressed-by-design',
  'out-of-service',
] as const;
export const alarmStateSchema = z.enum(ALARM_STATES).meta({ id: 'AlarmState' });
export type AlarmState = z.infer<typeof alarmStateSchema>;

export const ALARM_FACT_KINDS = [
  'raised',
  'returned',
  'acknowledged',
  'shelved',
  'unshelved',
  'suppressed',
  'unsuppressed',
  'out-of-service',
  'in-service',
] as const;
export const alarmFactKindSchema = z.enum(ALARM_FACT_KINDS).meta({ id: 'AlarmFactKind' });
export type AlarmFactKind = z.infer<typeof alarmFactKindSchema>;

/** The longest shelving, ms: a shift's length, so that nothing is forgotten over a handover. */
export const SHELVE_MAX_MS = 8 * 3_600_000;
/** The most facts in one `POST /v1/alarms/{id}/facts`. */
export const ALARM_FACTS_MAX = 100;

/** What an alarm is about; it does not change afterwards. */
export const alarmDefinitionSchema = z
  .strictObject({
    rule: z.string().min(1).max(120),
    title: z.string().min(1).max(300),
    severity: severitySchema,
    tier: tierCodeSchema,
    subject: z.string().min(1).max(200).describe('what the rule is about: an indicator, an asset, a tier …'),
    mode: commandModeSchema.default('live'),
  })
  .meta({ id: 'AlarmDefinition' });
export type AlarmDefinition = Readonly<z.infer<typeof alarmDefinitionSchema>>;

const factBase = {
  id: clientIdSchema,
  at: wireTimeSchema.describe('when it happened by its author’s clock; it never decides anything'),
  note: z.string().max(2000).optional(),
};
const raised = z.strictObject({
  ...factBase,
  kind: z.literal('raised'),
  alarm: alarmDefinitionSchema.optional().describe('needed when the alarm is not known yet; ignored when it is'),
});
const shelved = z.strictObject({ ...factBase, kind: z.literal('shelved'), until: wireTimeSchema });
const others = z.strictObject({ ...factBase, kind: alarmFactKindSchema.exclude(['raised', 'shelved']) });

/** A fact about an alarm as its author hands it in. */
export const alarmFactSchema = z.discriminatedUnion('kind', [raised, shelved, others]).meta({ id: 'AlarmFact' });
export type AlarmFact = Readonly<z.infer<typeof alarmFactSchema>>;

/** One fact by itself, without what the server can fill in. */
export const singleFactSchema = z
  .strictObject({
    ...factBase,
    id: clientIdSchema.optional().describe('made by the server when it is missing'),
    at: wireTimeSchema.optional().describe('now when it is missing'),
    kind: alarmFactKindSchema,
    until: wireTimeSchema.optional().describe('of `shelved`, which needs it'),
    alarm: alarmDefinitionSchema.optional().describe('of `raised`'),
  })
  .refine(({ kind, until }) => (kind === 'shelved') === (until !== undefined), {
    error: 'shelved needs it, nothing else takes it',
    path: ['until'],
  })
  .refine(({ kind, alarm }) => kind === 'raised' || alarm === undefined, { error: 'only raised takes it', path: ['alarm'] })
  .meta({ id: 'SingleAlarmFact' });

/** A fact as the server keeps it. */
export const storedAlarmFactSchema = z
  .strictObject({
    ...factBase,
    kind: alarmFactKindSchema,
    until: wireTimeSchema.optional(),
    by: z.string(),
    receivedAt: wireTimeSchema,
    sequence: z.string().regex(/^\d+$/).describe("decimal string: the server's order of things"),
    demo: z.boolean(),
  })
  .meta({ id: 'StoredAlarmFact' });
export type StoredAlarmFact = Readonly<z.infer<typeof storedAlarmFactSchema>>;

/** What decides of a fact. `sequence` is the server's; times are UTC ms. */
export type DecidingFact = {
  readonly sequence: number;
  readonly kind: AlarmFactKind;
  /** of `shelved` */
  readonly until?: number | undefined;
  readonly receivedAt: number;
};

/** What the facts so far amount to, apart from the clock. */
export type AlarmStanding = {
  readonly active: boolean;
  readonly acknowledged: boolean;
  /** UTC ms; it may have passed */
  readonly shelvedUntil: number | null;
  readonly suppressed: boolean;
  readonly outOfService: boolean;
  /** UTC ms by the server's clock: when it last became active */
  readonly since: number | null;
};

/** Before any fact: nothing is wrong and nothing waits for an acknowledgement. */
export const NO_STANDING: AlarmStanding = {
  active: false,
  acknowledged: true,
  shelvedUntil: null,
  suppressed: false,
  outOfService: false,
  since: null,
};

/** One more fact, later in the server's order than all before it. */
export function nextStanding(standing: AlarmStanding, fact: DecidingFact): AlarmStanding {
  switch (fact.kind) {
    case 'raised':
      // Raised again while active is the same episode: what was acknowledged stays so.
      return standing.active ? standing : { ...standing, active: true, acknowledged: false, since: fact.receivedAt };
    case 'returned':
      return { ...standing, active: false };
    case 'acknowledged':
      return { ...standing, acknowledged: true };
    case 'shelved':
      return { ...standing, shelvedUntil: fact.until ?? null };
    case 'unshelved':
      return { ...standing, shelvedUntil: null };
    case 'suppressed':
      return { ...standing, suppressed: true };
    case 'unsuppressed':
      return { ...standing, suppressed: false };
    case 'out-of-service':
      return { ...standing, outOfService: true };
    case 'in-service':
      return { ...standing, outOfService: false };
  }
}

/** What facts amount to, in whatever order and however often they are given: their sequence decides. */
export function alarmStanding(facts: readonly DecidingFact[]): AlarmStanding {
  const bySequence = new Map(facts.map((fact) => [fact.sequence, fact]));
  return [...bySequence.values()].sort((a, b) => a.sequence - b.sequence).reduce(nextStanding, NO_STANDING);
}

/**
 * The state that is shown: out of service goes before suppressed, that before shelved, and that before what active
 * and acknowledged say, which are two facts of their own.
 * @param now UTC ms
 */
export function standingState(standing: AlarmStanding, now: number): AlarmState {
  if (standing.outOfService) return 'out-of-service';
  if (standing.suppressed) return 'suppressed-by-design';
  if (standing.shelvedUntil !== null && standing.shelvedUntil > now) return 'shelved';
  if (standing.active) return standing.acknowledged ? 'acknowledged' : 'unacknowledged';
  return standing.acknowledged ? 'normal' : 'returned-unacknowledged';
}

/** The state that facts give at a moment (`now` in UTC ms). */
export const alarmState = (facts: readonly DecidingFact[], now: number): AlarmState => standingState(alarmStanding(facts), now);
