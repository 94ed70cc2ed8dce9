import type { StreamEvent } from './api/stream.js';

/** Quality of a measured value in a column: its place in `QUALITIES`. */
export type QualityColumn = Uint8Array;

/**
 * Samples as columns of one length: what one frame of the stream brought, and what windows get. `t` in UTC ms; `value`
 * in the indicator's unit; `demo` is 1 where a demo account handed it in.
 */
export type SampleBatch = {
  readonly indicator: readonly string[];
  readonly tier: readonly string[];
  readonly t: Float64Array;
  readonly value: Float64Array;
  readonly quality: QualityColumn;
  readonly demo: Uint8Array;
};

/**
 * Positions as columns of one length. `t` in UTC ms; `lng`, `lat` in degrees (WGS 84); `heading` in degrees clockwise
 * from north and `speed` in m/s, NaN where nobody told; `demo` as in samples.
 */
export type PositionBatch = {
  readonly asset: readonly string[];
  readonly t: Float64Array;
  readonly lng: Float64Array;
  readonly lat: Float64Array;
  readonly heading: Float64Array;
  readonly speed: Float64Array;
  readonly quality: QualityColumn;
  readonly demo: Uint8Array;
};

/** What one frame of the backend's stream brought. `from` and `to` are sequences: the last one before it, the last in it. */
export type StreamBatch = {
  readonly from: string;
  readonly to: string;
  readonly events: readonly StreamEvent[];
  readonly samples?: SampleBatch;
  readonly positions?: PositionBatch;
};
