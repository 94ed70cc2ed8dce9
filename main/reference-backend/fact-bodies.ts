import type { Position, Sample } from '../../preload/contract/index.js';
import { POSITIONS_MAX, positionsRequestSchema, SAMPLES_MAX, samplesRequestSchema } from '../../preload/contract/index.js';
import type { Column } from '../arrow/index.js';
import { decodeColumns } from '../arrow/index.js';
import type { RawBody } from './http/body.js';
import { parse } from './http/parse.js';
import type { Outcome } from './problem.js';

const SAMPLE_COLUMNS: readonly Column[] = [
  { name: 'indicator', holds: 'text' },
  { name: 'tier', holds: 'text' },
  { name: 't', holds: 'time' },
  { name: 'value', holds: 'number' },
  { name: 'quality', holds: 'text', optional: true },
];

const POSITION_COLUMNS: readonly Column[] = [
  { name: 'asset', holds: 'text' },
  { name: 't', holds: 'time' },
  { name: 'lng', holds: 'number' },
  { name: 'lat', holds: 'number' },
  { name: 'heading', holds: 'number', optional: true },
  { name: 'speed', holds: 'number', optional: true },
  { name: 'quality', holds: 'text', optional: true },
  { name: 'kind', holds: 'text', optional: true },
  { name: 'name', holds: 'text', optional: true },
  { name: 'tier', holds: 'text', optional: true },
];

/** Samples that came as Arrow, held to the same form as those that come as JSON. */
export function samplesFromArrow({ content }: RawBody): Outcome<{ readonly samples: readonly Sample[] }> {
  const rows = decodeColumns(content, { columns: SAMPLE_COLUMNS, member: 'samples', rowsMax: SAMPLES_MAX });
  return rows.ok ? parse(samplesRequestSchema, rows.value) : rows;
}

/** Positions, likewise. */
export function positionsFromArrow({ content }: RawBody): Outcome<{ readonly positions: readonly Position[] }> {
  const rows = decodeColumns(content, { columns: POSITION_COLUMNS, member: 'positions', rowsMax: POSITIONS_MAX });
  return rows.ok ? parse(positionsRequestSchema, rows.value) : rows;
}
