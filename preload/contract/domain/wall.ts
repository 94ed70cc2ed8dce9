import { z } from 'zod';

/**
 * Where one panel lies on the wall's canvas, in the panel's own pixels (its density), so that every panel can work
 * out its crop of the one camera without knowing the others.
 */
export const panelViewSchema = z.strictObject({
  id: z.string(),
  /** size of the panel's window, px */
  width: z.number().positive(),
  height: z.number().positive(),
  /** whole canvas at this panel's density, bezels included, px */
  canvasWidth: z.number().positive(),
  canvasHeight: z.number().positive(),
  /** top left corner of the panel on that canvas, px */
  left: z.number(),
  top: z.number(),
  pxPerMm: z.number().positive(),
  /** this panel's density over the canvas's reference density; its logarithm to base 2 is added to the zoom */
  densityRatio: z.number().positive(),
  viewingDistanceMm: z.number().positive(),
});
export type PanelView = Readonly<z.infer<typeof panelViewSchema>>;

/** The whole canvas at its reference density, px. */
export const canvasSchema = z.strictObject({ width: z.number().positive(), height: z.number().positive() });
export type Canvas = Readonly<z.infer<typeof canvasSchema>>;

const ARC_MINUTE = Math.PI / 180 / 60;

/** Length that spans an angle at a distance: D · tan(α). `angle` in arc-minutes, the answer in the unit of `distance`. */
export const arcMinutes = (angle: number, distance: number): number => distance * Math.tan(angle * ARC_MINUTE);

/**
 * Smallest visual angles of a character's height, arc-minutes (4-wall: at least 16 for Latin and digits, 22 for Chinese).
 */
export const LEGIBLE_ARC_MINUTES = { latin: 16, chinese: 22 } as const;
