import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { arrowBatch, arrowFrame } from './frame.js';

const T = Date.UTC(2026, 10, 25, 1, 2, 3, 4);
const rows = (bytes: Uint8Array): unknown[] =>
  tableFromIPC(bytes)
    .toArray()
    .map((row: unknown) => ({ ...(row as object) }));

describe('arrowFrame', () => {
  const positions = (asset: string[], heading: (number | null)[], demo?: boolean): { subject: string; data: string } => ({
    subject: '500104',
    data: JSON.stringify({
      asset,
      t: asset.map((_, index) => T + index),
      lng: asset.map(() => 106.5),
      lat: asset.map(() => 29.5),
      heading,
      speed: asset.map(() => null),
      quality: asset.map(() => 'good'),
      demo,
    }),
  });

  it('carries positions of several events, with topic, from and to in the metadata', () => {
    const events = [positions(['truck-1', 'boat-2'], [90, null]), positions(['救护车'], [0.5], true)];
    const frame = arrowFrame(
      'positions',
      { from: 7, to: 12 },
      events.map((event) => arrowBatch('positions', event)),
    );
    const table = tableFromIPC(frame);
    expect(Object.fromEntries(table.schema.metadata)).toEqual({ topic: 'positions', from: '7', to: '12' });
    expect(table.schema.fields.map(({ name }) => name)).toEqual([
      'asset',
      't',
      'lng',
      'lat',
      'heading',
      'speed',
      'quality',
      'demo',
    ]);
    expect(rows(frame)).toEqual([
      { asset: 'truck-1', t: T, lng: 106.5, lat: 29.5, heading: 90, speed: null, quality: 'good', demo: false },
      { asset: 'boat-2', t: T + 1, lng: 106.5, lat: 29.5, heading: null, speed: null, quality: 'good', demo: false },
      { asset: '救护车', t: T, lng: 106.5, lat: 29.5, heading: 0.5, speed: null, quality: 'good', demo: true },
    ]);
  });

  it('carries samples with the tier of their event', () => {
    const data = JSON.stringify({ indicator: ['air-quality'], t: [T], value: [42.5], quality: ['uncertain'], demo: true });
    const frame = arrowFrame('samples', { from: 1, to: 2 }, [arrowBatch('samples', { subject: '500103', data })]);
    expect(rows(frame)).toEqual([
      { indicator: 'air-quality', tier: '500103', t: T, value: 42.5, quality: 'uncertain', demo: true },
    ]);
  });

  it('is a whole stream also without events', () => {
    const table = tableFromIPC(arrowFrame('samples', { from: 1, to: 2 }, []));
    expect(table.numRows).toBe(0);
    expect(table.schema.metadata.get('to')).toBe('2');
  });
});
