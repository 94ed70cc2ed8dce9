import { z } from 'zod';
import type { commandAnswerSchema } from '../api/command.js';
import { roleSchema } from '../api/session.js';
import { templateSchema } from '../domain/template.js';
import { tierCodeSchema, tierSchema } from '../domain/tier.js';
import { noticeSchema } from '../notice.js';
import { keyStateSchema, outboxItemSchema } from '../order.js';

/** What only the console knows besides the picture, without the catalogue, which changes far more rarely. */
export const deskContentSchema = z.strictObject({
  session: z
    .strictObject({ account: z.string(), roles: z.array(roleSchema), tier: tierCodeSchema, expiresAt: z.number() })
    .nullable(),
  outbox: z.array(outboxItemSchema),
  /** null while nobody is logged in, or the person has no key */
  key: keyStateSchema.nullable(),
  /** newest first */
  notices: z.array(noticeSchema),
});
export type DeskContent = Readonly<z.infer<typeof deskContentSchema>>;

/** The tier tree and the templates. */
export const catalogueSchema = z.strictObject({ tiers: z.array(tierSchema), templates: z.array(templateSchema) });

/** `hub` is the run of the hub that drew it up: a restarted hub has another, and counts versions anew. */
export type Desk = DeskContent & Readonly<z.infer<typeof catalogueSchema>> & { readonly version: number; readonly hub: string };

/** The answer that the backend gave to a queued command. */
export type BackendAnswer = z.infer<typeof commandAnswerSchema>;
