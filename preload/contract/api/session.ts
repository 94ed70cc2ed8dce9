import { z } from 'zod';
import { tierCodeSchema } from '../domain/tier.js';
import { wireTimeSchema } from '../domain/time.js';

export const roleSchema = z.enum(['officer', 'approver', 'leader', 'installer', 'responder', 'device']).meta({ id: 'Role' });
export type Role = z.infer<typeof roleSchema>;

export const logInSchema = z
  .strictObject({ name: z.string().min(1).max(80), password: z.string().min(1).max(200) })
  .meta({ id: 'LogIn' });

export const sessionSchema = z
  .strictObject({
    token: z.string().min(16),
    expiresAt: wireTimeSchema,
    roles: z.array(roleSchema),
    tier: tierCodeSchema,
  })
  .meta({ id: 'Session' });
export type Session = Readonly<z.infer<typeof sessionSchema>>;

/** One entry of the `--accounts` file: a person has a password, a device or responder may have a ready token. */
export const accountSchema = z.strictObject({
  name: z.string().min(1).max(80),
  password: z.string().min(1).max(200).optional(),
  token: z.string().min(1).max(200).optional(),
  roles: z.array(roleSchema).min(1),
  tier: tierCodeSchema,
  /** may act for the tiers below its own */
  subtree: z.boolean().optional(),
  /** what it hands in is marked `demo`, and it does not act on what is real */
  demo: z.boolean().optional(),
  /** Ed25519 public key, base64url without padding; confirmed at start */
  publicKey: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .optional(),
});
export type Account = Readonly<z.infer<typeof accountSchema>>;
export const accountsSchema = z.array(accountSchema);
