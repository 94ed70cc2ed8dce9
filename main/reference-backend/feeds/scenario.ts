import { z } from 'zod';
import { commandModeSchema, tierCodeSchema } from '../../../preload/contract/index.js';

/** The scenarios that ship with the program, each a file in resources/scenarios. */
export const scenarioName = z.enum(['storm', 'muck-truck', 'first-aid', 'drill']);

const offsetSchema = z.int().min(0).max(86_400_000);
const pointSchema = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
/** Names a thing within its scenario, so that later steps can speak of it. */
const refSchema = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/);
const severitySchema = z.enum(['critical', 'major', 'moderate', 'minor']);

const step = <N extends string, S extends z.ZodRawShape>(does: N, shape: S) =>
  z.strictObject({ atMs: offsetSchema, do: z.literal(does), ...shape });

const stepSchema = z.discriminatedUnion('do', [
  /** something happens */
  step('incident', {
    ref: refSchema,
    kind: z.string().min(1),
    title: z.string().min(1),
    severity: severitySchema,
    tier: tierCodeSchema,
    point: pointSchema.optional(),
    source: z.string().min(1),
  }),
  /** an incident goes on */
  step('change', {
    ref: refSchema,
    status: z.enum(['acting', 'closed']).optional(),
    severity: severitySchema.optional(),
    title: z.string().min(1).optional(),
  }),
  step('alarm', {
    ref: refSchema,
    rule: z.string().min(1),
    title: z.string().min(1),
    severity: severitySchema,
    tier: tierCodeSchema,
    subject: z.string().min(1),
  }),
  /** an alarm's condition is over */
  step('calm', { ref: refSchema }),
  /** a CAP 1.2 warning; its area is a circle */
  step('warning', {
    event: z.string().min(1),
    headline: z.string().min(1),
    severity: z.enum(['Extreme', 'Severe', 'Moderate', 'Minor']),
    sender: z.string().min(1),
    area: z.strictObject({ name: z.string().min(1), point: pointSchema, radiusKm: z.number().positive() }),
  }),
  /** the demo officer issues a command */
  step('command', { template: z.string().min(1), mode: commandModeSchema, parameters: z.record(z.string(), z.string()) }),
]);
export type ScenarioStep = z.output<typeof stepSchema>;

/** A demonstration with a fixed seed and timeline, counted in milliseconds from its start. */
const wholeSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/),
  version: z.int().min(1),
  title: z.string().min(1),
  /** `drill`: everything in it is exercised and never mixed with what is live */
  mode: commandModeSchema,
  seed: z.int().min(0).max(0xffff_ffff),
  /** values that indicators take instead of their rhythm, straight between the points [ms, value] */
  ramps: z.array(
    z.strictObject({
      indicator: z.string().min(1),
      tier: tierCodeSchema,
      points: z.array(z.tuple([offsetSchema, z.number()])).min(2),
    }),
  ),
  steps: z.array(stepSchema).min(1),
});
export const scenarioSchema = wholeSchema.refine(
  ({ mode, steps }) => steps.every((step) => step.do !== 'command' || step.mode === mode),
  { error: "a command has another mode than the scenario's", path: ['steps'] },
);
export type Scenario = z.output<typeof scenarioSchema>;

/** The steps whose moment lies in (from, to], in order; both in ms since the start. */
export const stepsBetween = (scenario: Scenario, from: number, to: number): ScenarioStep[] =>
  scenario.steps.filter(({ atMs }) => atMs > from && atMs <= to).sort((a, b) => a.atMs - b.atMs);

/** The value that the scenario gives an indicator at a moment (ms since the start); undefined where it gives none. */
export function rampAt(scenario: Scenario, indicator: string, tier: string, at: number): number | undefined {
  const ramp = scenario.ramps.find((candidate) => candidate.indicator === indicator && candidate.tier === tier);
  if (ramp === undefined) return undefined;
  const next = ramp.points.findIndex(([t]) => t >= at);
  const after = ramp.points[next];
  const before = ramp.points[next - 1];
  if (after === undefined) return undefined;
  if (before === undefined) return after[0] === at ? after[1] : undefined;
  return before[1] + ((after[1] - before[1]) * (at - before[0])) / (after[0] - before[0]);
}
