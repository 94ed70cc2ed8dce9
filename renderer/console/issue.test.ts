import { describe, expect, it } from 'vitest';
import type { OutboxItem } from '../../preload/contract/index.js';
import type { Issue, IssueFact } from './issue.js';
import { afterFact, READY } from './issue.js';

const ID = '01930000-0000-7000-8000-000000000001';
const OTHER = '01930000-0000-7000-8000-000000000002';

const item = (id: string): OutboxItem => ({
  id,
  title: '汛情巡查',
  text: '汛情巡查',
  state: 'held',
  queuedAt: 0,
  expiresAt: 1,
  attempts: 0,
  approvals: 0,
  signed: false,
});
const held = (hub?: string): IssueFact => ({ kind: 'held', hub });
const stored: IssueFact = { kind: 'answered', problem: undefined };
const refused = (code: string): IssueFact => ({ kind: 'answered', problem: { code } });
const away = refused('hub-away');
const desk = (hub: string, ...ids: readonly string[]): IssueFact => ({
  kind: 'desk',
  desk: { hub, outbox: ids.map(item) },
});

function run(facts: readonly IssueFact[]): Issue | 'stored' {
  let issue: Issue | 'stored' = READY;
  for (const fact of facts) {
    if (issue === 'stored') break;
    issue = afterFact(issue, ID, fact);
  }
  return issue;
}
const told = (facts: readonly IssueFact[]): string => {
  const issue = run(facts);
  if (issue === 'stored') return issue;
  return issue.phase === 'ready' ? `ready ${issue.problem?.code ?? ''}`.trim() : issue.phase;
};

describe('afterFact', () => {
  it.each<readonly [string, readonly IssueFact[], string]>([
    ['the answer says it is stored', [held('a'), stored], 'stored'],
    ['the hub refused it', [held('a'), refused('draft-unknown')], 'ready draft-unknown'],
    ['it is still being asked', [held('a'), desk('a', OTHER)], 'asked'],
    ['the outbox has it before the answer comes', [held('a'), desk('a', OTHER, ID)], 'stored'],
    ['the hub went away', [held('a'), away], 'unknown'],
    ['the hub went away, and its last desk is looked at again', [held('a'), away, desk('a')], 'unknown'],
    ['the next hub has it', [held('a'), away, desk('b', OTHER, ID)], 'stored'],
    ['the next hub does not have it', [held('a'), away, desk('b', OTHER)], 'ready order-not-stored'],
    // The second hub was asked, for the console had its port before its first desk.
    ['the asked hub said hello and died', [held('a'), desk('b'), away, desk('b')], 'unknown'],
    ['the hub after it has it', [held('a'), desk('b'), away, desk('c', ID)], 'stored'],
    ['the hub after it does not', [held('a'), desk('b'), away, desk('c')], 'ready order-not-stored'],
    ['there was no desk yet', [held(), away, desk('a')], 'ready order-not-stored'],
    ['it is held again after that', [held('a'), away, desk('b'), held('b')], 'asked'],
    [
      'the new hub does not know the draft',
      [held('a'), away, desk('b'), held('b'), refused('draft-unknown')],
      'ready draft-unknown',
    ],
    ['it dies once more', [held('a'), away, desk('b'), held('b'), away, desk('b')], 'unknown'],
    ['the key is held twice', [held('a'), held('b'), desk('b')], 'asked'],
    ['a desk comes before anything was held', [desk('a', OTHER)], 'ready'],
    ['a late refusal comes after the decision', [held('a'), away, desk('b'), refused('draft-unknown')], 'ready order-not-stored'],
  ])('when %s', (_name, facts, expected) => {
    expect(told(facts)).toBe(expected);
  });
});
