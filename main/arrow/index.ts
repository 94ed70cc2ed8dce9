export type { Column } from './decode.js';
export { decodeColumns } from './decode.js';
export type { ColumnSpec } from './encode.js';
export { encodeColumns } from './encode.js';
export type { FrameTopic } from './frame.js';
export { arrowBatch, arrowFrame, FRAME_TOPICS } from './frame.js';
export { readFrame } from './read-frame.js';
