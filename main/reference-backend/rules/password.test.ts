import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password.js';

describe('passwords', () => {
  it('are known again, salted each time, in either normal form', async () => {
    const stored = await hashPassword('café-汛情');
    expect(stored).toMatch(/^scrypt\$32768\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(stored).not.toBe(await hashPassword('café-汛情'));
    expect(await verifyPassword(stored, 'cafe\u0301-汛情')).toBe(true);
    expect(await verifyPassword(stored, 'cafe-汛情')).toBe(false);
    expect(await verifyPassword(null, 'café-汛情')).toBe(false);
  });
});
