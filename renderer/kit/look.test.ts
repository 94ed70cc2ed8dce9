import { describe, expect, it } from 'vitest';
import { directiveLook, directiveLookKey, severityLook, symbolSvg } from './look.js';

describe('looks', () => {
  it('tell severities apart without their colour', () => {
    const shapes = Object.values(severityLook).map((look) => look.symbol);
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it('tell directive states apart without their colour; withdrawn and recalled differ by their word', () => {
    const shapes = Object.entries(directiveLook)
      .filter(([state]) => state !== 'recalled')
      .map(([, look]) => look.symbol);
    expect(new Set(shapes).size).toBe(shapes.length);
  });

  it('show lateness before the state, and what was never delivered as out of reach', () => {
    expect(directiveLookKey({ state: 'acting', overdue: [] })).toBe('acting');
    expect(directiveLookKey({ state: 'acting', overdue: ['finish'] })).toBe('overdue');
    expect(directiveLookKey({ state: 'delivered', overdue: ['accept'] })).toBe('overdue');
    expect(directiveLookKey({ state: 'pending', overdue: ['deliver', 'accept'] })).toBe('unreachable');
  });

  it('draw as an SVG document of the given size', () => {
    expect(symbolSvg('ring', '#fff', 32)).toMatch(/^<svg [^>]*width="32"[^>]*viewBox="0 0 24 24"><path [^>]*stroke="#fff"/);
  });
});
