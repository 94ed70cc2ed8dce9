export type { PageDue } from './kept-window.js';
export { KeptWindow } from './kept-window.js';
export type { PlannedPanel, WallPlan } from './plan.js';
export { plan, replan } from './plan.js';
export type { PlacedPanel } from './wall-windows.js';
export { WallWindows } from './wall-windows.js';
