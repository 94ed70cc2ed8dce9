import { describe, expect, it } from 'vitest';
import type { Subject, Temper } from './behaviour.js';
import { closingDelayMs, planSteps } from './behaviour.js';

const limits = { deliverMs: 60_000, acceptMs: 300_000, reportMs: 900_000, finishMs: 3_600_000 };
const town = (index: number, text = '巡查'): Subject => ({
  tier: String(500103000 + index),
  level: 'town',
  text,
  limits,
  forwards: false,
});
const mixed: Temper = { seed: 1, speed: 1, profile: 'mixed' };
const steady: Temper = { ...mixed, profile: 'steady' };
const many = Array.from({ length: 5000 }, (_, index) => town(index));

describe('planSteps', () => {
  it('depends on seed, text and tier alone', () => {
    expect(planSteps(town(1), mixed)).toEqual(planSteps(town(1), mixed));
    expect(planSteps(town(1), mixed)).not.toEqual(planSteps(town(2), mixed));
    expect(planSteps(town(1), mixed)).not.toEqual(planSteps(town(1, '其他'), mixed));
    expect(planSteps(town(1), mixed)).not.toEqual(planSteps(town(1), { ...mixed, seed: 2 }));
  });

  it('keeps its order and its times', () => {
    for (const subject of many) {
      const plan = planSteps(subject, steady);
      const at = (kind: string): number => plan.find((step) => step.kind === kind)?.afterMs ?? NaN;
      expect(plan.map(({ afterMs }) => afterMs)).toEqual(plan.map(({ afterMs }) => afterMs).sort((a, b) => a - b));
      expect(plan.map(({ kind }) => kind).filter((kind) => kind !== 'progress')).toEqual([
        'delivered',
        'read',
        'accepted',
        'done',
      ]);
      expect([1, 2]).toContain(plan.filter(({ kind }) => kind === 'progress').length);
      expect(at('delivered')).toBeGreaterThanOrEqual(300);
      expect(at('delivered')).toBeLessThanOrEqual(2500);
      expect(at('accepted')).toBeGreaterThanOrEqual(2000);
      expect(at('accepted')).toBeLessThanOrEqual(12_000);
      expect(at('done')).toBeGreaterThanOrEqual(15_000);
      expect(at('done')).toBeLessThanOrEqual(60_000);
    }
  });

  it('mixes in about 4 % late ones and 2 % returns, which only the profile decides', () => {
    const plans = many.map((subject) => planSteps(subject, mixed));
    const late = plans.filter((plan) => plan.some(({ kind, afterMs }) => kind === 'accepted' && afterMs > limits.acceptMs));
    const returned = plans.filter((plan) => plan.some(({ kind }) => kind === 'returned'));
    expect(late.length / many.length).toBeCloseTo(0.04, 1.7);
    expect(returned.length / many.length).toBeCloseTo(0.02, 1.7);
    expect(returned.every((plan) => plan.every(({ kind }) => kind !== 'done' && kind !== 'accepted'))).toBe(true);
  });

  it('lives faster, but late stays late', () => {
    const fast = many.map((subject) => planSteps(subject, { ...mixed, speed: 20 }));
    expect(Math.max(...fast.map((plan) => plan[0]?.afterMs ?? 0))).toBeLessThanOrEqual(125);
    expect(fast.some((plan) => plan.some(({ kind, afterMs }) => kind === 'accepted' && afterMs > limits.acceptMs))).toBe(true);
    expect(closingDelayMs(town(1), { ...mixed, speed: 20 })).toBeLessThanOrEqual(150);
  });

  it('lets a district accept early and not report done by itself', () => {
    const plan = planSteps({ ...town(1), level: 'district' }, mixed);
    expect(plan.map(({ kind }) => kind)).toEqual(['delivered', 'read', 'accepted', 'progress']);
  });

  it('hears nothing at all from a few dead towns, unless all is steady', () => {
    const dead = many.filter((subject) => planSteps(subject, mixed).length === 0);
    expect(dead.length / many.length).toBeGreaterThan(0.004);
    expect(dead.length / many.length).toBeLessThan(0.013);
    expect(dead.every((subject) => planSteps(subject, steady).length > 0)).toBe(true);
  });

  it('lets a district that has somebody to forward to do so, a fifth of them in two parts', () => {
    const plans = many.map((subject) => planSteps({ ...subject, level: 'district', forwards: true }, mixed));
    const parts = plans.map((plan) => plan.filter(({ kind }) => kind === 'forwarded').map(({ part }) => part));
    for (const [index, part] of parts.entries()) {
      expect([
        [[0, 1]],
        [
          [0, 0.7],
          [0.7, 1],
        ],
      ]).toContainEqual(part);
      const order = plans[index]?.map(({ kind }) => kind).slice(0, 4);
      expect(order).toEqual(['delivered', 'read', 'accepted', 'forwarded']);
    }
    expect(parts.filter(({ length }) => length === 2).length / many.length).toBeCloseTo(0.2, 1);
  });

  it('sends a picture with every second end', () => {
    const ends = many.flatMap((subject) => planSteps(subject, steady).filter(({ kind }) => kind === 'done'));
    expect(ends.filter(({ evidence }) => evidence === true).length / ends.length).toBeCloseTo(0.5, 1);
  });
});
