import { describe, expect, it } from 'vitest';
import type { OpenItem } from './shift.js';
import { handoverItemSchema, missingItems } from './shift.js';

const command = '01990000-0000-7000-8000-000000000001';
const alarm = '01990000-0000-7000-8000-000000000002';
const open: OpenItem[] = [
  { kind: 'command', id: command, title: '沿江巡查', state: 'running' },
  { kind: 'alarm', id: alarm, title: '水位', state: 'shelved' },
];

describe('missingItems', () => {
  it('names what no item names, by kind and id', () => {
    expect(missingItems(open, [])).toEqual(open);
    expect(
      missingItems(open, [
        { kind: 'alarm', id: alarm },
        { kind: 'other', text: '发电机' },
      ]),
    ).toEqual([open[0]]);
    expect(
      missingItems(open, [
        { kind: 'alarm', id: command },
        { kind: 'alarm', id: alarm },
      ]),
    ).toEqual([open[0]]);
    expect(missingItems([], [{ kind: 'alarm', id: alarm }])).toEqual([]);
  });
});

describe('handoverItemSchema', () => {
  it.each([{ kind: 'command' }, { kind: 'alarm', text: 'x' }, { kind: 'other', id: alarm }])('refuses %j', (item) => {
    expect(handoverItemSchema.safeParse(item).success).toBe(false);
  });
});
