import { expect, it } from 'vitest';
import { DirectiveTree } from './directive-tree.js';

it('knows the states above a directive anew when a fact about it comes or is taken back', () => {
  const tree = new DirectiveTree(
    [
      { id: 'city', parent: null },
      { id: 'district', parent: 'city' },
      { id: 'town', parent: 'district' },
    ],
    [
      { directive: 'city', round: 1, kind: 'forwarded' },
      { directive: 'district', round: 1, kind: 'forwarded' },
    ],
  );
  const states = () => ['city', 'district', 'town'].map((id) => tree.state(id));
  expect(states()).toEqual(['forwarded', 'forwarded', 'pending']);
  tree.add('town', { round: 1, kind: 'accepted' });
  tree.add('town', { round: 1, kind: 'done' });
  expect(states()).toEqual(['done', 'done', 'done']);
  expect(tree.hasOpenChildren('city')).toBe(false);
  tree.takeBack('town');
  expect(states()).toEqual(['forwarded', 'forwarded', 'accepted']);
  expect(tree.hasOpenChildren('city')).toBe(true);
});
