import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepDemo } from './demo-child.js';

const spawned: EventEmitter[] = [];
vi.mock('node:child_process', () => ({
  spawn: () => {
    const child = Object.assign(new EventEmitter(), { stdin: null, kill: () => true });
    spawned.push(child);
    return child;
  },
}));
beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it('starts a program again that could not be started, later each time, and soon after it ran for long', () => {
  const stop = keepDemo({ name: 'demo', script: 'x', flags: [], token: 't' });
  spawned[0]?.emit('error', new Error('EAGAIN'));
  vi.advanceTimersByTime(1000);
  expect(spawned).toHaveLength(2);
  spawned[1]?.emit('error', new Error('EAGAIN'));
  spawned[1]?.emit('exit', 1, null);
  vi.advanceTimersByTime(1999);
  expect(spawned).toHaveLength(2);
  vi.advanceTimersByTime(1);
  expect(spawned).toHaveLength(3);
  vi.advanceTimersByTime(60_000);
  spawned[2]?.emit('exit', 1, null);
  vi.advanceTimersByTime(1000);
  expect(spawned).toHaveLength(4);
  stop();
  spawned[3]?.emit('exit', null, 'SIGTERM');
  vi.advanceTimersByTime(60_000);
  expect(spawned).toHaveLength(4);
});
