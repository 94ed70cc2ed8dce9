import { describe, expect, it } from 'vitest';
import { clientIdSchema, ownOrNamedIdSchema, uuidSchema } from './command.js';

const fits = (id: string): boolean[] =>
  [uuidSchema, clientIdSchema, ownOrNamedIdSchema].map((schema) => schema.safeParse(id).success);

describe('ids', () => {
  it.each([
    ['0190b5a2-7c4e-7d3f-8a1b-2c3d4e5f6a7b', [true, true, true]],
    ['0190b5a2-7c4e-5d3f-8a1b-2c3d4e5f6a7b', [true, false, true]],
    ['0190b5a2-7c4e-4d3f-8a1b-2c3d4e5f6a7b', [true, false, false]],
    ['0190B5A2-7C4E-7D3F-8A1B-2C3D4E5F6A7B', [false, false, false]],
    ['0190b5a2-7c4e-7d3f-ca1b-2c3d4e5f6a7b', [false, false, false]],
    ['0190b5a27c4e7d3f8a1b2c3d4e5f6a7b', [false, false, false]],
  ])('%s', (id, expected) => {
    expect(fits(id)).toEqual(expected);
  });
});
