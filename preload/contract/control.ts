import { z } from 'zod';
import { canvasSchema } from './domain/wall.js';
import { tierCodeSchema } from './domain/tier.js';
import { appErrorSchema } from './result.js';

/** The hall's own token at the backend; it travels in an HTTP header, which takes visible ASCII only. */
export const deviceTokenSchema = z.string().regex(/^[!-~]{16,}$/);

/** How the backend is reached: its own authority (PEM), the keys that it may have, and the proxy before it. */
export const backendAccessSchema = z.strictObject({
  ca: z.string().optional(),
  pins: z.array(z.string()).optional(),
  proxy: z.string().optional(),
});
export type BackendAccess = Readonly<z.infer<typeof backendAccessSchema>>;

/** Main → hub over the utility process's own channel. A `window` message carries the window's port. */
export const toHubControlSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('configure'),
    dataDir: z.string().min(1),
    tier: tierCodeSchema,
    canvas: canvasSchema,
    /** the hall's own token; without it the hub reads with the officer's session */
    deviceToken: deviceTokenSchema.optional(),
    access: backendAccessSchema.optional(),
    /** port of the metrics on this machine's loopback; without it they are off */
    metricsPort: z.int().optional(),
  }),
  /** where the backend is; null while the embedded one is (re)starting */
  z.strictObject({ kind: z.literal('backend'), url: z.url().nullable() }),
  z.strictObject({ kind: z.literal('canvas'), canvas: canvasSchema }),
  z.strictObject({ kind: z.literal('window'), role: z.enum(['wall', 'console']) }),
  /** write down what is under way, then end */
  z.strictObject({ kind: z.literal('stop') }),
]);
export type ToHubControl = z.infer<typeof toHubControlSchema>;

/** Hub → main. */
export const fromHubControlSchema = z.discriminatedUnion('kind', [
  /** the hub works; a refusal that came before is over */
  z.strictObject({ kind: z.literal('ready') }),
  /** the hub cannot work, e.g. durable.db is damaged; shown to the operator. It ends with 1 and is to be started again. */
  z.strictObject({ kind: z.literal('refused'), error: appErrorSchema }),
]);
export type FromHubControl = z.infer<typeof fromHubControlSchema>;
