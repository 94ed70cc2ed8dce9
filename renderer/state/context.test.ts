import { describe, expect, it } from 'vitest';
import type { WallContext } from '../../preload/contract/index.js';
import { fakeWall } from '../bridge/fake.js';
import { keepContext } from './context.js';

const contextOf = (locale: WallContext['locale']): WallContext => ({ locale }) as WallContext;

describe('keepContext', () => {
  it('begins with the answer, and follows every change', async () => {
    const [first, next] = [contextOf('en'), contextOf('zh-CN')];
    const { bridge, changeContext } = fakeWall(first);
    const context = await keepContext(bridge);
    expect(context.getState()).toBe(first);
    changeContext(next);
    expect(context.getState()).toBe(next);
  });

  it('loses no change that is told while the answer is on its way', async () => {
    const next = contextOf('zh-CN');
    const { bridge, changeContext } = fakeWall(contextOf('en'));
    const asked = keepContext(bridge);
    changeContext(next);
    expect((await asked).getState()).toBe(next);
  });
});
