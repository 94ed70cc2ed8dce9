import { describe, expect, it } from 'vitest';
import type { CommandState, DirectiveState } from '../../../preload/contract/index.js';
import { progressOf } from './command-progress.js';

describe('progressOf', () => {
  it.each<[CommandState, DirectiveState[], CommandState[]]>([
    ['issued', ['pending', 'delivered', 'read'], []],
    ['issued', ['returned', 'pending'], []],
    ['issued', ['accepted', 'pending'], ['running']],
    ['issued', ['done', 'acting'], ['running']],
    ['issued', ['done', 'done'], ['running', 'finished']],
    ['issued', ['withdrawn', 'withdrawn'], ['finished']],
    ['running', ['accepted', 'done'], []],
    ['running', ['returned', 'done'], []],
    ['running', ['done', 'withdrawn', 'verified'], ['finished']],
    ['running', [], []],
    ['finished', ['done'], []],
    ['finished', ['done', 'pending'], ['running']],
    ['finished', [], []],
    ['verified', ['done', 'pending'], []],
    ['recalled', ['recalled'], []],
  ])('%s with %j enters %j', (state, directives, next) => {
    expect(progressOf(state, directives)).toEqual(next);
  });
});
