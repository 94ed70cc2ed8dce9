export type { Bounds, PlannedPanel, WallPlan } from './plan.js';
export { plan } from './plan.js';
export type { PanelWindow, PlacedPanel } from './wall-windows.js';
export { WallWindows } from './wall-windows.js';
