import { z } from 'zod';

/**
 * Something that the operator must know of and that stays until it is dismissed. `code` is the locale key
 * (`notice.<code>`), `details` the values that the text names. The same `id` again is the same notice.
 */
export const noticeSchema = z.strictObject({
  id: z.string().min(1).max(160),
  /** UTC ms */
  at: z.number(),
  code: z.string().min(1).max(80),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type Notice = Readonly<z.infer<typeof noticeSchema>>;
