export type { PlannedPanel, WallPlan } from './plan.js';
export { plan } from './plan.js';
export { WallWindows } from './wall-windows.js';
