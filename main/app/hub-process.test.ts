import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToHubControl } from '../../preload/contract/index.js';
import type { HubEvent } from './hub-health.js';
import { HubProcess } from './hub-process.js';

type ChildOptions = {
  onStarted(child: { postMessage(message: ToHubControl): void }): void;
  onMessage(message: unknown): void;
  onExited(code: number): void;
};

const system: { options: unknown } = vi.hoisted(() => ({ options: undefined }));

vi.mock('electron', () => ({ MessageChannelMain: class {} }));
vi.mock('../platform/index.js', () => ({
  paths: { hub: 'hub.cjs' },
  KeptChild: class {
    constructor(options: unknown) {
      system.options = options;
    }
  },
}));

const child = (): ChildOptions => system.options as ChildOptions;
let events: HubEvent[];
let errors: unknown[];

beforeEach(() => {
  events = [];
  errors = [];
  const log = { error: (told: unknown) => errors.push(told) };
  const configuration = { kind: 'configure', dataDir: '/data', tier: '500000', canvas: { width: 1, height: 1 } } as const;
  new HubProcess(
    configuration,
    () => [],
    log as never,
    (event) => events.push(event),
  );
});

describe('the hub’s process', () => {
  it('passes on what the hub says of itself, and that it ended', () => {
    child().onMessage({ kind: 'refused', error: { code: 'hub-failed' } });
    child().onExited(1);
    child().onMessage({ kind: 'ready' });
    expect(events).toEqual([
      { kind: 'refused', error: { code: 'hub-failed' } },
      { kind: 'ended', code: 1, at: expect.any(Number) },
      { kind: 'ready' },
    ]);
  });

  it('logs a message that is none of the contract’s', () => {
    child().onMessage({ kind: 'hello' });
    expect([events.length, errors.length]).toEqual([0, 1]);
  });
});
