import { z } from 'zod';
import { tierCodeSchema } from './domain/tier.js';

const mm = z.number().min(0).max(100_000);
const size = z.int().min(1).max(16_384);

/** What binds a panel to a display, strongest first; never an array index or Electron's display id. */
export const displayIdSchema = z.union([
  z.strictObject({
    edid: z.strictObject({
      vendor: z.string().regex(/^[A-Z]{3}$/),
      product: z.int().min(0).max(0xffff),
      serial: z.int().min(0).max(0xffff_ffff),
    }),
  }),
  z.strictObject({ connector: z.string().min(1) }),
  z.strictObject({ label: z.string().min(1) }),
  z.strictObject({ bounds: z.tuple([z.int(), z.int(), size, size]) }),
]);
export type DisplayId = Readonly<z.infer<typeof displayIdSchema>>;

const panelSchema = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,30}$/),
  column: z.int().min(0).max(63),
  row: z.int().min(0).max(63),
  widthPx: size,
  heightPx: size,
  widthMm: mm.positive(),
  heightMm: mm.positive(),
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  display: displayIdSchema,
});
export type SitePanel = Readonly<z.infer<typeof panelSchema>>;

const wallSchema = z.strictObject({
  columns: z.int().min(1).max(64),
  rows: z.int().min(1).max(64),
  viewingDistanceMm: z.number().min(300).max(100_000),
  bezelMm: z.strictObject({ left: mm, right: mm, top: mm, bottom: mm }),
  panels: z.array(panelSchema).min(1).max(64),
});
export type SiteWall = Readonly<z.infer<typeof wallSchema>>;

/** The site file (4-wall.md): which tier this hall serves, its backend, its displays. */
export const siteSchema = z.strictObject({
  version: z.literal(1),
  tier: tierCodeSchema,
  locale: z.enum(['zh-CN', 'en']),
  backend: z.union([
    z.literal('embedded'),
    z.strictObject({
      url: z.url({ protocol: /^https?$/ }),
      ca: z.string().min(1).optional(),
      /** base64 of the SHA-256 of the public key (SPKI) of the backend's certificate; several while it is changed */
      pin: z
        .array(z.string().regex(/^[A-Za-z0-9+/]{43}=$/))
        .min(1)
        .max(8)
        .optional(),
      proxy: z.url({ protocol: /^https?$/ }).optional(),
    }),
  ]),
  trust: z.strictObject({ rootKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/) }).optional(),
  /** where this machine's own monitoring reads figures (http://127.0.0.1:PORT/metrics); without it nothing listens */
  metricsPort: z.int().min(1024).max(65_535).optional(),
  console: z.strictObject({ display: displayIdSchema }).optional(),
  wall: wallSchema.optional(),
});
export type Site = Readonly<z.infer<typeof siteSchema>>;

/** One fault of a site file: where, a stable code, and what to do about it in plain words. */
export const siteFaultSchema = z.strictObject({ path: z.string(), code: z.string(), message: z.string() });
export type SiteFault = Readonly<z.infer<typeof siteFaultSchema>>;
