import { expect, it } from 'vitest';
import { Turns } from './turns.js';

it('lets two go on at once, then one of each holder in turn, also after one that failed', async () => {
  const turns = new Turns(2);
  const ends = new Map<string, () => void>();
  const begun: string[] = [];
  const work = (name: string) =>
    turns.run(name.charAt(0), async () => {
      begun.push(name);
      await new Promise<void>((resolve, reject) => ends.set(name, name === 'a1' ? () => reject(new Error('no')) : resolve));
      return name;
    });
  const first = work('a1');
  const others = ['a2', 'a3', 'a4', 'b1', 'c1', 'b2'].map(work);
  expect(begun).toEqual(['a1', 'a2']);
  ends.get('a1')?.();
  await expect(first).rejects.toThrow('no');
  for (const name of ['a2', 'a3', 'b1', 'c1', 'a4', 'b2']) {
    while (!begun.includes(name)) await new Promise((resolve) => setImmediate(resolve));
    ends.get(name)?.();
  }
  expect(await Promise.all(others)).toEqual(['a2', 'a3', 'a4', 'b1', 'c1', 'b2']);
  expect(begun).toEqual(['a1', 'a2', 'a3', 'b1', 'c1', 'a4', 'b2']);
  expect(await turns.run('d', async () => 'free again')).toBe('free again');
});
