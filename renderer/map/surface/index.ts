export { createSurface } from './lasting.js';
export type { Surface } from './surface.js';
