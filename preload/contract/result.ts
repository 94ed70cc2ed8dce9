import { z } from 'zod';

/**
 * An expected failure, carried as a value.
 *
 * `code` is stable and is also the locale key of the message (`errors.<code>`);
 * `details` holds the values that the message names and, where there is one, the `path` of the fault.
 */
export const appErrorSchema = z.strictObject({
  code: z.string().min(1).max(80),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type AppError = Readonly<z.infer<typeof appErrorSchema>>;

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Err<E> = { readonly ok: false; readonly error: E };
export type Result<T, E = AppError> = Ok<T> | Err<E>;

export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });
export const err = <E>(error: E): Err<E> => ({ ok: false, error });

/** Builds an `Err` from a stable code and the values that its message names. */
export const fail = (code: string, details?: AppError['details']): Err<AppError> =>
  err(details === undefined ? { code } : { code, details });
