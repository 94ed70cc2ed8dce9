import { z } from 'zod';

/** RFC 3339 in UTC with milliseconds, the only form of a time on the wire. */
export const wireTimeSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  // Date.parse takes 30 February and 24:00 for the moment after them; written back they read differently.
  .refine((text) => {
    const utcMs = Date.parse(text);
    return !Number.isNaN(utcMs) && new Date(utcMs).toISOString() === text;
  }, 'not a moment of the calendar')
  .meta({ id: 'Time' });

/** A duration in whole milliseconds, at most 31 days. */
export const durationMsSchema = z
  .int()
  .min(0)
  .max(31 * 86_400_000);

/** UTC milliseconds → RFC 3339 with milliseconds. */
export const toWireTime = (utcMs: number): string => new Date(utcMs).toISOString();

/** RFC 3339 → UTC milliseconds. The text must have passed `wireTimeSchema`. */
export const fromWireTime = (text: string): number => Date.parse(text);
