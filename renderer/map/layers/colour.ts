import type { Color } from '@deck.gl/core';

/** `#RRGGBB` → deck's [r, g, b, alpha 0…255]. */
export function colour(hex: string, alpha = 1): Color {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255, Math.round(alpha * 255)];
}
