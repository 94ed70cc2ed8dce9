import { describe, expect, it } from 'vitest';
import type { HubEvent } from './hub-health.js';
import { afterHubEvent, HUB_STARTING, hubFault } from './hub-health.js';

const ready: HubEvent = { kind: 'ready' };
const refused: HubEvent = { kind: 'refused', error: { code: 'database-newer', details: { version: 9 } } };
const ended = (at: number, code = 1): HubEvent => ({ kind: 'ended', at, code });
const loop = [ended(0), ended(1000), ended(2000, 134)];

describe('the hub’s health', () => {
  it.each<[string, readonly HubEvent[], string | undefined]>([
    ['says nothing while the hub starts', [], undefined],
    ['says nothing of one that is ready', [ready], undefined],
    ['says why it refused to work', [refused], 'database-newer'],
    ['still does after it ended', [refused, ended(0)], 'database-newer'],
    ['forgets that once it is ready', [refused, ended(0), ready], undefined],
    ['says nothing of an end that a restart mends', [ready, ended(0)], undefined],
    ['says that it keeps ending', loop, 'hub-ending'],
    ['names the reason rather than the ends', [...loop, refused, ended(3000)], 'database-newer'],
    ['forgets the ends once it is ready', [...loop, ready], undefined],
    ['remembers them when it ends again at once', [...loop, ready, ended(3000)], 'hub-ending'],
    ['counts no ends that lie further back than a minute', [ended(0), ended(1000), ended(61_500)], undefined],
  ])('%s', (_name, events, code) => {
    expect(hubFault(events.reduce(afterHubEvent, HUB_STARTING))?.code).toBe(code);
  });

  it('names the number of ends and the last exit code', () => {
    expect(hubFault(loop.reduce(afterHubEvent, HUB_STARTING))?.message).toMatch(/ended 3 times.*exit code 134/);
  });
});
