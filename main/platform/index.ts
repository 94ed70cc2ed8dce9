export * from './site/index.js';
export { KeptChild } from './child.js';
export { currentDisplays, onDisplaysChanged } from './displays.js';
export type { Logger } from './log.js';
export { openLog } from './log.js';
export { paths } from './paths.js';
export { openSettings } from './settings.js';
export { HallWindow, openConsoleWindow, openWallWindow } from './windows.js';
