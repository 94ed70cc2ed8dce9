import { describe, expect, it } from 'vitest';
import type { CommandView, InboxItem, ReceiptKind, Target, Tier } from '../../../preload/contract/index.js';
import { Desk } from './desk.js';

const limits = { deliverMs: 60_000, acceptMs: 300_000, reportMs: 900_000, finishMs: 3_600_000 };
const tiers = new Map<string, Tier>(
  ['500103', '500103001', '500103002'].map((code) => [
    code,
    {
      code,
      parent: null,
      level: code.length === 6 ? 'district' : 'town',
      name: code,
      centroid: [0, 0],
      quality: 'official',
      validFrom: '2023-06-30',
    },
  ]),
);

/** A command to a district and two towns; `kinds` were reported already. */
function command(kinds: Record<string, ReceiptKind[]> = {}, targets: readonly Target[] = []): CommandView {
  const directive = (tier: string, parent?: string) => ({
    id: tier,
    tier,
    round: 1,
    state: 'pending',
    role: 'lead',
    overdue: [],
    ...(parent === undefined ? {} : { parent }),
    receipts: (kinds[tier] ?? []).map((kind) => ({ id: `${tier}-${kind}`, directive: tier, round: 1, kind })),
  });
  const towns = targets.length > 0 ? [] : [directive('500103001', '500103'), directive('500103002', '500103')];
  const directives = [directive('500103'), ...towns];
  return { id: 'c', state: 'issued', frozen: { text: '巡查', limits, targets }, directives } as unknown as CommandView;
}

/** Lives through everything that is due, telling the desk of each step as the stream would; answers `tier kind`. */
function live(desk: Desk, until = Number.POSITIVE_INFINITY): string[] {
  const taken: string[] = [];
  for (let now = desk.nextDue(); now !== undefined && now <= until; now = desk.nextDue()) {
    for (const { directive, round, step } of desk.takeDue(now, 100)) {
      taken.push(`${directive} ${step.kind}`);
      desk.hear({ id: `${directive}-${taken.length}`, directive, round, kind: step.kind }, now);
    }
  }
  return taken;
}
const steady = (): Desk => new Desk({ seed: 1, speed: 1, profile: 'steady' });

describe('Desk', () => {
  it('lets the district report done last, once both towns have', () => {
    const desk = steady();
    desk.takeOn(command(), tiers, 0);
    const taken = live(desk);
    expect(taken.filter((step) => step.endsWith('done'))).toHaveLength(3);
    expect(taken.at(-1)).toBe('500103 done');
    expect(desk.nextDue()).toBeUndefined();
  });

  it('goes on where things stood', () => {
    const desk = steady();
    desk.takeOn(
      command({
        '500103': ['delivered', 'read', 'accepted', 'progress'],
        '500103001': ['delivered', 'accepted'],
        '500103002': ['done'],
      }),
      tiers,
      0,
    );
    const taken = live(desk).filter((step) => !step.endsWith('progress'));
    expect(taken).toEqual(['500103001 read', '500103001 done', '500103 done']);
  });

  it('closes a district whose towns had all closed before', () => {
    const desk = steady();
    desk.takeOn(
      command({ '500103': ['delivered', 'read', 'accepted', 'progress'], '500103001': ['done'], '500103002': ['done'] }),
      tiers,
      0,
    );
    expect(live(desk)).toEqual(['500103 done']);
  });

  it('gives the district up while a town has returned its directive', () => {
    const desk = steady();
    desk.takeOn(command({ '500103001': ['returned'] }), tiers, 0);
    const taken = live(desk);
    expect(taken).toContain('500103002 done');
    expect(taken).not.toContain('500103 done');
  });

  it('begins again when a round is opened', () => {
    const desk = steady();
    desk.takeOn(command({ '500103001': ['returned'] }), tiers, 0);
    live(desk);
    desk.hear({ id: 'again', directive: '500103001', round: 2, kind: 'reopened' }, 1_000_000);
    expect(live(desk).filter((step) => step.endsWith('done'))).toEqual(['500103001 done', '500103 done']);
  });

  it('forwards along the signed list, and closes when those below have', () => {
    const town = (tier: string): Target => ({ tier, role: 'assist', via: '500103' });
    const desk = steady();
    desk.takeOn(command({}, [{ tier: '500103', role: 'lead', via: null }, town('500103001'), town('500103002')]), tiers, 0);
    const taken: string[] = [];
    for (let now = desk.nextDue(); now !== undefined; now = desk.nextDue()) {
      for (const { directive, round, step, targets } of desk.takeDue(now, 100)) {
        taken.push(`${directive} ${step.kind}`);
        for (const { tier } of targets) {
          desk.receive({ id: tier, command: 'c', tier, parent: directive } as InboxItem, tiers, now);
        }
        desk.hear({ id: `${directive}-${taken.length}`, directive, round, kind: step.kind }, now);
      }
    }
    expect(taken).toContain('500103 forwarded');
    expect(taken.filter((step) => step.endsWith(' done'))).toHaveLength(3);
    expect(taken.at(-1)).toBe('500103 done');
  });

  it('takes a command on once, and forgets it', () => {
    const desk = steady();
    desk.takeOn(command(), tiers, 0);
    desk.takeOn(command(), tiers, 0);
    expect(desk.takeDue(Number.MAX_SAFE_INTEGER, 1000).filter(({ step }) => step.kind === 'delivered')).toHaveLength(3);
    desk.forget('c');
    expect([desk.knows('c'), desk.nextDue()]).toEqual([false, undefined]);
  });

  it('hands out no more than asked for, each directive in its order', () => {
    const desk = steady();
    desk.takeOn(command(), tiers, 0);
    const first = desk.takeDue(Number.MAX_SAFE_INTEGER, 3);
    const rest = desk.takeDue(Number.MAX_SAFE_INTEGER, 100);
    const ofTown = [...first, ...rest].filter(({ directive }) => directive === '500103001').map(({ step }) => step.kind);
    expect(first).toHaveLength(3);
    expect(ofTown.slice(0, 3)).toEqual(['delivered', 'read', 'accepted']);
  });
});
