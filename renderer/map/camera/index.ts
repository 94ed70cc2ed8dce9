export { allowOffAxis } from './edge-insets.js';
export { panelCamera } from './panel-camera.js';
export { WallView } from './wall-view.js';
