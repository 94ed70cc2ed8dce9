import { z } from 'zod';
import { clientIdSchema } from '../domain/command.js';
import {
  handoverItemSchema,
  handoverSchema,
  openItemSchema,
  SHIFT_ENTRIES_MAX,
  shiftEntrySchema,
  shiftSchema,
  storedShiftEntrySchema,
} from '../domain/shift.js';
import { tierCodeSchema } from '../domain/tier.js';
import { wireTimeSchema } from '../domain/time.js';
import { listOf } from './query.js';

export const shiftListSchema = listOf(shiftSchema).meta({ id: 'ShiftList' });
export const shiftEntryListSchema = listOf(storedShiftEntrySchema).meta({ id: 'ShiftEntryList' });

/** `POST /v1/shifts` */
export const newShiftSchema = z
  .strictObject({ id: clientIdSchema, tier: tierCodeSchema, startsAt: wireTimeSchema, endsAt: wireTimeSchema.optional() })
  .refine(({ startsAt, endsAt }) => endsAt === undefined || startsAt < endsAt, {
    error: 'ends before it starts',
    path: ['endsAt'],
  })
  .meta({ id: 'NewShift' });
export type NewShift = Readonly<z.infer<typeof newShiftSchema>>;

/** `POST /v1/shifts/{id}/entries`; all are stored or none. */
export const shiftEntriesRequestSchema = z
  .strictObject({ entries: z.array(shiftEntrySchema).min(1).max(SHIFT_ENTRIES_MAX) })
  .meta({ id: 'ShiftEntriesRequest' });
export const shiftEntriesAnswerSchema = z
  .strictObject({ items: z.array(storedShiftEntrySchema) })
  .meta({ id: 'ShiftEntriesAnswer' });

/** The most open items of each kind that are listed, and must be named one by one. */
export const OPEN_ITEMS_MAX = 200;
const HANDOVER_ITEMS_MAX = 500;

/** `POST /v1/shifts/{id}/handover` */
export const handoverRequestSchema = z
  .strictObject({
    to: z.string().min(1).max(80).describe('the account that takes over'),
    items: z.array(handoverItemSchema).max(HANDOVER_ITEMS_MAX),
    note: z.string().max(4000).optional(),
  })
  .meta({ id: 'HandoverRequest' });
export type HandoverRequest = Readonly<z.infer<typeof handoverRequestSchema>>;

/** `GET /v1/shifts/{id}/handover`: what a handover must name. */
export const openItemsSchema = z
  .strictObject({
    items: z.array(openItemSchema).max(2 * OPEN_ITEMS_MAX),
    more: z.boolean().describe('more is open than is listed; an item `all-remaining` stands for it'),
  })
  .meta({ id: 'OpenItems' });
export type OpenItems = Readonly<z.infer<typeof openItemsSchema>>;

/** `POST /v1/shifts/{id}/acceptance`: the id of the shift that begins. */
export const acceptanceRequestSchema = z
  .strictObject({ id: clientIdSchema, endsAt: wireTimeSchema.optional() })
  .meta({ id: 'AcceptanceRequest' });
export type AcceptanceRequest = Readonly<z.infer<typeof acceptanceRequestSchema>>;

/** A shift without what is passed on at its handover, which is read from the shift itself. */
const shiftHeadSchema = shiftSchema
  .extend({ handover: handoverSchema.omit({ items: true }).optional() })
  .meta({ id: 'ShiftHead' });
export type ShiftHead = Readonly<z.infer<typeof shiftHeadSchema>>;

/** Data of a `shifts` event: the shift as it stands, and what was added to its log. */
export const shiftEventSchema = z.strictObject({
  shift: shiftHeadSchema,
  entries: z.array(storedShiftEntrySchema).max(SHIFT_ENTRIES_MAX),
});
