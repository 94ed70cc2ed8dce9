export { WallCamera } from './camera.js';
