import { z } from 'zod';
import { clientIdSchema, uuidSchema } from './command.js';
import { relatedSchema } from './incident.js';
import { tierCodeSchema } from './tier.js';
import { wireTimeSchema } from './time.js';

export const SHIFT_ENTRIES_MAX = 50;

const shiftStatusSchema = z.enum(['open', 'handing-over', 'closed']).meta({ id: 'ShiftStatus' });

/** A matter that is passed on at a handover. Commands and alarms are named by their ids. */
export const handoverItemSchema = z
  .strictObject({
    kind: z
      .enum(['command', 'alarm', 'other', 'all-remaining'])
      .describe('`all-remaining` stands for what is open beyond the list of open items'),
    id: uuidSchema.optional().describe('of the command or alarm'),
    text: z.string().max(2000).optional(),
  })
  .refine(({ kind, id, text }) => {
    if (kind === 'other') return text !== undefined;
    return kind === 'all-remaining' ? id === undefined : id !== undefined;
  }, 'a command or alarm needs its id, something else a text, and what remains has no id')
  .meta({ id: 'HandoverItem' });
export type HandoverItem = Readonly<z.infer<typeof handoverItemSchema>>;

/** What is open at a tier, and must be named before a shift is handed over. */
export const openItemSchema = z
  .strictObject({
    kind: z.enum(['command', 'alarm']),
    id: uuidSchema,
    title: z.string(),
    state: z.string().describe('of the command or alarm'),
  })
  .meta({ id: 'OpenItem' });
export type OpenItem = Readonly<z.infer<typeof openItemSchema>>;

/** The open items that no handover item names. */
export function missingItems(open: readonly OpenItem[], items: readonly HandoverItem[]): OpenItem[] {
  const named = new Set(items.map(({ kind, id }) => `${kind} ${id ?? ''}`));
  return open.filter(({ kind, id }) => !named.has(`${kind} ${id}`));
}

export const handoverSchema = z.strictObject({
  to: z.string().min(1).max(80),
  items: z.array(handoverItemSchema),
  note: z.string().optional(),
  at: wireTimeSchema,
  by: z.string(),
});

/** A shift 值班 at a tier: who has the duty. */
export const shiftSchema = z
  .strictObject({
    id: uuidSchema,
    tier: tierCodeSchema,
    officer: z.string().describe('the account that has the duty'),
    startsAt: wireTimeSchema,
    endsAt: wireTimeSchema.optional().describe('as planned'),
    status: shiftStatusSchema,
    openedAt: wireTimeSchema,
    closedAt: wireTimeSchema.optional(),
    handover: handoverSchema.optional(),
    previous: uuidSchema.optional().describe('the shift that it took over from'),
    demo: z.boolean(),
  })
  .meta({ id: 'Shift' });
export type Shift = Readonly<z.infer<typeof shiftSchema>>;

export const shiftEntrySchema = z
  .strictObject({
    id: clientIdSchema,
    at: wireTimeSchema,
    kind: z.enum(['note', 'event', 'handover-item']),
    text: z.string().min(1).max(4000),
    links: z.array(relatedSchema).max(20).optional(),
  })
  .meta({ id: 'ShiftEntry' });
export type ShiftEntry = Readonly<z.infer<typeof shiftEntrySchema>>;

export const storedShiftEntrySchema = shiftEntrySchema
  .extend({
    by: z.string(),
    receivedAt: wireTimeSchema,
    sequence: z.string().regex(/^\d+$/),
    demo: z.boolean(),
  })
  .meta({ id: 'StoredShiftEntry' });
export type StoredShiftEntry = Readonly<z.infer<typeof storedShiftEntrySchema>>;
