import { z } from 'zod';
import type { commandAnswerSchema } from '../api/command.js';
import { roleSchema } from '../api/session.js';
import { uuidSchema } from '../domain/command.js';
import { templateSchema } from '../domain/template.js';
import { tierCodeSchema, tierSchema } from '../domain/tier.js';
import { noticeSchema } from '../notice.js';
import { keyStateSchema, outboxItemSchema } from '../order.js';

/** What only the console knows besides the picture. */
export const deskSchema = z.strictObject({
  version: z.int().min(0),
  /** the run of the hub that drew it up: a restarted hub has another, and counts versions anew */
  hub: uuidSchema,
  session: z
    .strictObject({ account: z.string(), roles: z.array(roleSchema), tier: tierCodeSchema, expiresAt: z.number() })
    .nullable(),
  templates: z.array(templateSchema),
  tiers: z.array(tierSchema),
  outbox: z.array(outboxItemSchema),
  /** null while nobody is logged in, or the person has no key */
  key: keyStateSchema.nullable(),
  /** newest first */
  notices: z.array(noticeSchema),
});
export type Desk = Readonly<z.infer<typeof deskSchema>>;

/** The answer that the backend gave to a queued command. */
export type BackendAnswer = z.infer<typeof commandAnswerSchema>;
