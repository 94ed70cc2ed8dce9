import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseAnswer } from './parse-answer.js';

const list = z.strictObject({
  items: z.array(z.strictObject({ id: z.string(), level: z.enum(['a', 'b']) })),
  next: z.string().optional(),
});

describe('parseAnswer', () => {
  it('leaves the items out that do not fit, and says which', () => {
    const body = { items: [{ id: '1', level: 'a' }, { id: '2', level: 'z', more: 1 }, 7, { id: '4', level: 'b' }], next: 'n' };
    expect(parseAnswer(list, body)).toMatchObject({
      parsed: { success: true, data: { items: [{ id: '1' }, { id: '4' }], next: 'n' } },
      misfits: [
        { what: 'item', reason: expect.stringMatching('^/items/1'), text: '{"id":"2","level":"z","more":1}' },
        { what: 'item', text: '7' },
      ],
    });
  });

  it.each([
    ['a list with another member', { items: [{ id: '2', level: 'z' }], extra: 1 }],
    ['no list', { id: 1 }],
    ['items that are none', { items: 'many' }],
  ])('refuses %s', (_name, body) => {
    expect(parseAnswer(list, body)).toMatchObject({ parsed: { success: false }, misfits: [] });
  });
});
