import { arcMinutes, LEGIBLE_ARC_MINUTES, type PanelView } from '../../preload/contract/domain/wall.js';
import { pxPerMinute } from '../map/scale.js';

/**
 * Height of what is read, in em of Noto Sans SC: ink of an ordinary Han character (median of the district names'
 * characters; measured in Chromium) and height of digits and capitals (`sCapHeight` 733 / 1000).
 */
export const HAN_EM = 0.92;
export const FIGURE_EM = 0.733;

export const TYPE_SIZES = ['hero', 'value', 'label', 'note'] as const;
export type TypeSize = (typeof TYPE_SIZES)[number];

/** Visual angle of each size: Han characters for text, digits for values; arc-minutes. */
const ANGLE: Readonly<Record<TypeSize, { readonly minutes: number; readonly em: number }>> = {
  hero: { minutes: 66, em: FIGURE_EM },
  value: { minutes: 44, em: FIGURE_EM },
  label: { minutes: 28, em: HAN_EM },
  note: { minutes: LEGIBLE_ARC_MINUTES.chinese, em: HAN_EM },
};

/** Font size in px of a panel. */
export const fontPx = (size: TypeSize, panel: Pick<PanelView, 'pxPerMm' | 'viewingDistanceMm'>): number =>
  (arcMinutes(ANGLE[size].minutes, panel.viewingDistanceMm) * panel.pxPerMm) / ANGLE[size].em;

/** The four sizes and the arc-minute as CSS custom properties of a panel. */
export const typeProperties = (panel: PanelView): Readonly<Record<`--${string}`, string>> => ({
  ...Object.fromEntries(TYPE_SIZES.map((size) => [`--${size}`, `${fontPx(size, panel)}px`])),
  '--minute': `${pxPerMinute(panel)}px`,
});
