import { beforeEach, describe, expect, it } from 'vitest';
import type { Flow } from './desk-store.js';
import { consoleUi, isIssuing, noteIssue, pickTemplate, stepBack, writeDraft } from './desk-store.js';
import type { Issue } from './issue.js';
import { READY } from './issue.js';

const ID = '01930000-0000-7000-8000-000000000001';
const OTHER = '01930000-0000-7000-8000-000000000002';

const preview = (issue: Issue): Flow => ({
  step: 'preview',
  template: 'flood-patrol',
  prepared: {
    id: ID,
    hash: 'a'.repeat(64),
    title: '汛情巡查',
    text: '汛情巡查',
    levels: { district: 1 },
    total: 1,
    limitsAt: { deliver: 1, accept: 2, report: 3, finish: 4 },
    expiresAt: 5,
  },
  preparedAt: 0,
  issue,
});
const flow = (): Flow => consoleUi.getState().flow;

beforeEach(() => {
  consoleUi.setState({ flow: { step: 'pick' }, drafts: {}, selected: undefined, follow: undefined });
  writeDraft('flood-patrol', 'district', '500108', '南岸区');
});

describe('a preview', () => {
  it.each<Issue>([
    { phase: 'asked', hubs: ['a'] },
    { phase: 'unknown', hubs: ['a'] },
  ])('cannot be left while its order is $phase', (issue) => {
    consoleUi.setState({ flow: preview(issue) });
    expect(isIssuing(consoleUi.getState())).toBe(true);
    stepBack();
    pickTemplate('flood-patrol');
    pickTemplate('another');
    expect(flow()).toEqual(preview(issue));
  });

  it('can be left before, and after a refusal; what was typed is kept', () => {
    for (const issue of [READY, { phase: 'ready', problem: { code: 'draft-unknown' } }] satisfies Issue[]) {
      consoleUi.setState({ flow: preview(issue) });
      stepBack();
      expect(flow()).toEqual({ step: 'fill', template: 'flood-patrol' });
    }
    expect(consoleUi.getState().drafts['flood-patrol']?.values).toEqual({ district: '500108' });
  });

  it('is over, and its draft used up, once its order is stored', () => {
    consoleUi.setState({ flow: preview({ phase: 'unknown', hubs: ['a'] }) });
    const item = {
      id: ID,
      title: '',
      text: '',
      state: 'held',
      approvals: 0,
      signed: false,
      queuedAt: 0,
      expiresAt: 1,
      attempts: 0,
    } as const;
    expect(noteIssue(ID, { kind: 'desk', desk: { hub: 'b', outbox: [item] } })).toBe('stored');
    expect(consoleUi.getState()).toMatchObject({ flow: { step: 'pick' }, selected: ID, follow: ID, drafts: {} });
  });

  it('is not moved by a word about another order', () => {
    consoleUi.setState({ flow: preview({ phase: 'asked', hubs: ['a'] }) });
    expect(noteIssue(OTHER, { kind: 'answered', problem: undefined })).toBeUndefined();
    expect(isIssuing(consoleUi.getState())).toBe(true);
  });
});
