import { describe, expect, it, vi } from 'vitest';
import type { FromHubControl, ToHubControl } from '../../preload/contract/index.js';
import { fail, ok } from '../../preload/contract/index.js';
import type { WindowPort } from './feed/index.js';
import type { ServeOptions } from './serve.js';
import { serve } from './serve.js';

const configure: ToHubControl = {
  kind: 'configure',
  dataDir: '/var/lib/yilan',
  tier: '500000',
  canvas: { width: 1920, height: 1080 },
};
const port = {} as WindowPort;

function setUp(open: ServeOptions['open']) {
  const said: FromHubControl[] = [];
  /** what was said and done, in order */
  const steps: string[] = [];
  const log = vi.fn();
  let listener: (event: { data: unknown; ports: WindowPort[] }) => void = () => undefined;
  serve({
    parent: {
      on: (_event, heard) => (listener = heard),
      postMessage: (message) => {
        said.push(message);
        steps.push(message.kind);
      },
    },
    open,
    exit: (code) => steps.push(`exit ${code}`),
    log,
  });
  return { said, steps, log, tell: (data: ToHubControl, ports: WindowPort[] = []) => listener({ data, ports }) };
}
const fakeHub = () => ({
  setBackend: vi.fn(),
  setCanvas: vi.fn(),
  addWindow: vi.fn(),
  close: vi.fn(async () => undefined),
});

describe('serve', () => {
  it('says ready, and then does what main tells it, what came before included', async () => {
    const hub = fakeHub();
    const { steps, tell } = setUp(async () => ok(hub));
    tell(configure);
    tell({ kind: 'backend', url: 'http://127.0.0.1:1' });
    tell({ kind: 'window', role: 'console' }, [port]);
    await vi.waitFor(() => expect(hub.addWindow).toHaveBeenCalledExactlyOnceWith('console', port));
    expect(hub.setBackend).toHaveBeenCalledExactlyOnceWith('http://127.0.0.1:1');
    tell({ kind: 'stop' });
    await vi.waitFor(() => expect(steps).toEqual(['ready', 'exit 0']));
    expect(hub.close).toHaveBeenCalledOnce();
  });

  it.each([
    ['an expected fault', async () => fail('database-damaged', { file: 'durable.db' }), 'database-damaged'],
    ['a fault of the program', () => Promise.reject(new Error('no such column: x')), 'hub-failed'],
  ])('tells main of %s and ends with 1, so that it is started again', async (_name, open, code) => {
    const { said, steps, log, tell } = setUp(open);
    tell(configure);
    tell({ kind: 'window', role: 'console' }, [port]);
    await vi.waitFor(() => expect(steps).toEqual(['refused', 'exit 1']));
    expect(said[0]).toMatchObject({ error: { code } });
    // What is expected is told, not logged; a fault of the program is both.
    expect(log.mock.calls).toEqual(code === 'hub-failed' ? [[expect.stringContaining('no such column: x')]] : []);
    expect(said[0]?.kind === 'refused' && said[0].error.details?.['reason']).toBe(
      code === 'hub-failed' ? 'Error: no such column: x' : undefined,
    );
  });

  it('stops while it is still opening, without waiting for it', async () => {
    const { steps, tell } = setUp(() => new Promise(() => undefined));
    tell(configure);
    tell({ kind: 'stop' });
    await vi.waitFor(() => expect(steps).toEqual(['exit 0']));
  });
});
