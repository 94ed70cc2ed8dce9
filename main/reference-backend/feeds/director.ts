import type { Template, Tier } from '../../../preload/contract/index.js';
import type { HandIn } from '../api-client.js';
import { capXml } from './cap-xml.js';
import { alarmFact } from './everyday.js';
import type { Feed } from './feed.js';
import { freeze } from './freeze.js';
import { happeningId } from './identity.js';
import type { Scenario, ScenarioStep } from './scenario.js';
import { stepsBetween } from './scenario.js';

/** A day: what a scenario did not get told, it tells late. */
const MEMORY_MS = 86_400_000;

export type DirectorOptions = {
  readonly scenario: Scenario;
  /** UTC ms */
  readonly startedAt: number;
  /** how many times as fast as the clock */
  readonly speed: number;
  readonly tiers: readonly Tier[];
  readonly templates: readonly Template[];
  /** who issues the scenario's commands */
  readonly issuer: { readonly account: string; readonly tier: string };
};

/** A running scenario, told over the public API; the same start gives the same ids, so it may be told again. */
export function director(options: DirectorOptions): Feed {
  const { scenario, startedAt, speed } = options;
  const since = (t: number): number => (t - startedAt) * speed;
  return {
    name: `scenario ${scenario.id}`,
    memoryMs: MEMORY_MS,
    between: (from, to) =>
      stepsBetween(scenario, since(from), since(to)).map((step) => posting(options, step, startedAt + step.atMs / speed)),
  };
}

function posting(options: DirectorOptions, step: ScenarioStep, at: number): HandIn {
  const { scenario, startedAt } = options;
  const idOf = (ref: string): string =>
    happeningId({ rule: `scenario-${scenario.id}`, ruleVersion: scenario.version, subject: ref, start: startedAt });
  switch (step.do) {
    case 'incident': {
      const { ref, kind, title, severity, tier, point, source } = step;
      const geometry = point === undefined ? null : { type: 'Point', coordinates: point };
      const body = { id: idOf(ref), kind, title, severity, tier, geometry, source, mode: scenario.mode };
      return { method: 'POST', path: '/v1/incidents', body: { ...body, certainty: 'observed', urgency: 'immediate' } };
    }
    case 'change': {
      const { ref, status, severity, title } = step;
      const body = { ...(status && { status }), ...(severity && { severity }), ...(title && { title }) };
      return { method: 'PATCH', path: `/v1/incidents/${idOf(ref)}`, body };
    }
    case 'alarm': {
      const { ref, rule, title, severity, tier, subject } = step;
      const alarm = { rule, title, severity, tier, subject, mode: scenario.mode };
      return alarmFact(idOf(ref), at, { kind: 'raised', alarm });
    }
    case 'calm':
      return alarmFact(idOf(step.ref), at, { kind: 'returned' });
    case 'warning':
      return { method: 'POST', path: '/v1/warnings', type: 'application/xml', body: capXml(step, scenario, at) };
    case 'command': {
      const request = freeze(options, step, Math.round(at));
      return { method: 'POST', path: '/v1/commands', body: request, idempotencyKey: request.frozen.id };
    }
  }
}
