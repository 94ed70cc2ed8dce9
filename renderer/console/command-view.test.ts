import { describe, expect, it } from 'vitest';
import type { CommandSummary, DirectiveState, DirectiveView, ReceiptKind, Step, Tier } from '../../preload/contract/index.js';
import { DIRECTIVE_STATES } from '../../preload/contract/index.js';
import { groupCounts, groupOf, inOrder, matches, rowOf, subjectOf, treeOf } from './command-view.js';

const ISSUED = '2026-11-23T05:00:00.000Z';
const at = (minute: number): string => new Date(Date.parse(ISSUED) + minute * 60_000).toISOString();
let count = 0;
const id = (): string => `01890000-0000-7000-8000-${String((count += 1)).padStart(12, '0')}`;

type Given = {
  readonly kind: ReceiptKind;
  readonly minute: number;
  readonly note?: string;
  readonly progress?: number;
  readonly round?: number;
  readonly sequence?: string;
};
function directive(
  tier: string,
  state: DirectiveState,
  over: { overdue?: Step[]; parent?: string; receipts?: Given[] } = {},
): DirectiveView {
  const self = id();
  return {
    id: self,
    tier,
    party: `${tier}-centre`,
    role: 'assist',
    round: 1,
    state,
    overdue: over.overdue ?? [],
    ...(over.parent === undefined ? {} : { parent: over.parent }),
    receipts: (over.receipts ?? []).map(({ minute, kind, round = 1, sequence, ...rest }, i) => ({
      id: id(),
      directive: self,
      round,
      kind,
      at: at(minute),
      receivedAt: at(minute),
      by: 'x',
      sequence: sequence ?? String(i + 1),
      demo: false,
      ...rest,
    })),
  };
}
function command(directives: DirectiveView[], over: Partial<CommandSummary> = {}, overdue = 0): CommandSummary {
  return {
    id: id(),
    title: '汛情巡查',
    state: 'running',
    mode: 'live',
    hash: '0'.repeat(64),
    issuedAt: ISSUED,
    signatures: [],
    directives,
    frozen: {
      limits: { deliverMs: 60_000, acceptMs: 600_000, reportMs: 0, finishMs: 0 },
      targets: [],
    } as unknown as CommandSummary['frozen'],
    rollUp: {
      total: directives.length,
      levels: {},
      reached: { delivered: 0, accepted: 0, done: 0, overdue },
      broken: [],
      lateReports: [],
      steps: {},
    },
    ...over,
  };
}
const noTiers: ReadonlyMap<string, Tier> = new Map();

describe('groupOf', () => {
  it('knows every state', () => {
    expect(DIRECTIVE_STATES.map((state) => groupOf({ state, overdue: [] }))).toEqual([
      'silent',
      'silent',
      'silent',
      'going',
      'going',
      'going',
      'returned',
      'closed',
      'closed',
      'ended',
      'ended',
    ]);
  });
  it('puts what is late first, and filters by it', () => {
    expect(groupOf({ state: 'acting', overdue: ['finish'] })).toBe('late');
    expect(matches('overdue', 'late')).toBe(true);
    expect(matches('silent', 'late')).toBe(false);
    expect(matches('all', 'ended')).toBe(true);
  });
});

describe('treeOf', () => {
  it('keeps the district on top and groups the towns worst first, the longest waiting first', () => {
    const head = directive('500103', 'accepted');
    const towns = [
      directive('500103001', 'done', { parent: head.id, receipts: [{ kind: 'done', minute: 5 }] }),
      directive('500103002', 'acting', { parent: head.id, receipts: [{ kind: 'progress', minute: 8 }] }),
      directive('500103003', 'acting', { parent: head.id, receipts: [{ kind: 'progress', minute: 3 }] }),
      directive('500103004', 'pending', { parent: head.id, overdue: ['deliver'] }),
      directive('500103005', 'returned', { parent: head.id, receipts: [{ kind: 'returned', minute: 2 }] }),
      directive('500103006', 'delivered', { parent: head.id }),
    ];
    const all = command([...towns, head]);
    const tree = treeOf(all, noTiers);
    expect(tree.heads.map((row) => row.tier)).toEqual(['500103']);
    expect(tree.groups.map(({ group, rows }) => [group, rows.map((row) => row.tier.slice(-1))])).toEqual([
      ['late', ['4']],
      ['returned', ['5']],
      ['silent', ['6']],
      ['going', ['3', '2']],
      ['closed', ['1']],
    ]);
    expect(groupCounts(all)).toEqual({ late: 1, returned: 1, silent: 1, going: 3, closed: 1, ended: 0 });
    expect(subjectOf(all)).toBe('500103');
  });

  it('shows towns without a head as the tree itself', () => {
    const tree = treeOf(command([directive('500103001', 'pending')]), noTiers);
    expect(tree.heads).toEqual([]);
    expect(tree.groups[0]?.rows).toHaveLength(1);
  });
});

describe('rowOf', () => {
  it('takes time, note and progress from the current round by the server’s sequence', () => {
    const row = rowOf(
      command([]),
      directive('500103001', 'acting', {
        receipts: [
          { kind: 'progress', minute: 1, note: '旧', progress: 90, round: 1, sequence: '99' },
          { kind: 'progress', minute: 20, note: '先', progress: 30, round: 2, sequence: '998' },
          { kind: 'progress', minute: 25, note: '后', progress: 60, round: 2, sequence: '1002' },
        ],
      }),
      '甲镇',
    );
    expect(row).toMatchObject({ since: Date.parse(at(20)), note: '后', progress: 60, look: 'acting', name: '甲镇' });
  });

  it('counts lateness from the limit', () => {
    const row = rowOf(command([]), directive('500103001', 'delivered', { overdue: ['accept'] }), undefined);
    expect(row.late).toEqual({ step: 'accept', since: Date.parse(at(10)) });
  });
});

describe('inOrder', () => {
  it('puts running ones with most overdue first, then the newest; ended ones apart', () => {
    const calm = command([], { issuedAt: at(30) });
    const older = command([], { issuedAt: at(10) });
    const worst = command([], { issuedAt: at(0) }, 3);
    const over = command([], { state: 'finished' });
    const { issuedAt: _unissued, ...draft } = command([], { state: 'awaiting-approval' });
    const order = inOrder([over, older, calm, worst, draft]);
    expect(order.running.map((one) => one.id)).toEqual([worst.id, draft.id, calm.id, older.id]);
    expect(order.ended).toEqual([over]);
  });
});
