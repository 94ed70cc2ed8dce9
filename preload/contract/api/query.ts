import { z } from 'zod';

/**
 * A whole number in a query, `min` to `max`. It arrives as text; `wire` is what the OpenAPI file says of it.
 */
export const queryInt = (min: number, max: number): z.ZodType<number> =>
  z
    .string()
    .regex(/^\d{1,16}$/)
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .meta({ wire: { type: 'integer', minimum: min, maximum: max } });

/** Where a page begins: the `next` of the page before it. */
export const cursorSchema = queryInt(0, Number.MAX_SAFE_INTEGER);

/** How many items a page may hold. Whoever asks for more than `most` gets pages of `most`. */
export const limitQuery = (most: number, usual: number): z.ZodDefault<z.ZodType<number>> =>
  z
    .string()
    .regex(/^\d{1,30}$/)
    .transform((text) => Math.min(Number(text), most))
    .pipe(z.int().min(1))
    .meta({ wire: { type: 'integer', minimum: 1 } })
    .default(usual)
    .describe(`items on a page; more than ${most} are taken as ${most}`);

/** `cursor` and `limit` of a list. */
export const pageQuery = (
  most: number,
  usual: number,
): { cursor: z.ZodOptional<z.ZodType<number>>; limit: z.ZodDefault<z.ZodType<number>> } => ({
  cursor: cursorSchema.optional(),
  limit: limitQuery(most, usual),
});

/** `{items, next?}`; `next` is the cursor of the following page. */
export const listOf = <T extends z.ZodType>(
  item: T,
): z.ZodObject<{ items: z.ZodArray<T>; next: z.ZodOptional<z.ZodString> }, z.core.$strict> =>
  z.strictObject({ items: z.array(item), next: z.string().optional() });
