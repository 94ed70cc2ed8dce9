import { z } from 'zod';

/** RFC 3339 in UTC with milliseconds, the only form of a time on the wire. */
export const wireTimeSchema = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
  .refine((text) => !Number.isNaN(Date.parse(text)), 'not a date');

/** A duration in whole milliseconds, at most 31 days. */
export const durationMsSchema = z
  .int()
  .min(0)
  .max(31 * 86_400_000);

/** UTC milliseconds → RFC 3339 with milliseconds. */
export const toWireTime = (utcMs: number): string => new Date(utcMs).toISOString();

/** RFC 3339 → UTC milliseconds. The text must have passed `wireTimeSchema`. */
export const fromWireTime = (text: string): number => Date.parse(text);
