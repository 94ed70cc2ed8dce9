export * from './link.js';
export * from './picture.js';
export * from './desk.js';
export * from './topics.js';
export * from './verbs.js';
export * from './frames.js';
