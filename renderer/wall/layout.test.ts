import { describe, expect, it } from 'vitest';
import { gridWall } from '../map/camera/walls.fixture.js';
import { overlaps, within } from '../map/labels/rect.js';
import { areaOf, outerSides, tileRects, tilesOf } from './layout.js';

const panelOf = (kind: string, wall: ReturnType<typeof gridWall>): string | undefined =>
  tilesOf(wall.panels).find((tile) => tile.kind.toLowerCase().includes(kind))?.panel;

describe('tiles', () => {
  it.each([
    [3, 2, 'p21', 'p01'],
    [3, 3, 'p22', 'p02'],
    [1, 1, 'p00', 'p00'],
    [4, 1, 'p30', 'p00'],
  ])(
    'on a wall of %d × %d the command is at the bottom right, the sources at the bottom left',
    (columns, rows, tree, sources) => {
      const wall = gridWall(columns, rows, { bezelMm: 8 });
      expect([panelOf('title', wall), panelOf('tree', wall), panelOf('provenance', wall)]).toEqual(['p00', tree, sources]);
      expect(tilesOf(wall.panels).filter((tile) => tile.kind === 'status')).toHaveLength(columns * rows);
    },
  );

  it.each([
    [1, 1],
    [2, 1],
    [1, 2],
    [3, 2],
  ])('leave the map at least half of a canvas of %d × %d', (columns, rows) => {
    const { panels, canvas } = gridWall(columns, rows);
    const covered = tileRects(panels).reduce((sum, { width, height }) => sum + width * height, 0);
    expect(covered / (canvas.width * canvas.height)).toBeLessThan(0.5);
  });

  it.each([
    [3, 2, 12],
    [2, 4, 0],
    [1, 1, 5],
  ])('of %d × %d lie within one panel each and never on each other', (columns, rows, bezelMm) => {
    const wall = gridWall(columns, rows, { bezelMm });
    const rects = tileRects(wall.panels);
    for (const rect of rects) expect(wall.panels.filter((panel) => within(rect, areaOf(panel)))).toHaveLength(1);
    rects.forEach((a, i) => {
      for (const b of rects.slice(i + 1)) expect(overlaps(a, b)).toBe(false);
    });
  });
});

describe('the outer frame', () => {
  it('runs around the wall and not around each panel', () => {
    const { panels } = gridWall(3, 2, { bezelMm: 10 });
    expect(panels.map((panel) => outerSides(panel, panels).join(' '))).toEqual([
      'left top',
      'top',
      'right top',
      'left bottom',
      'bottom',
      'right bottom',
    ]);
  });
  it('runs around a single panel', () => {
    const { panels } = gridWall(1, 1);
    expect(panels.map((panel) => outerSides(panel, panels))).toEqual([['left', 'right', 'top', 'bottom']]);
  });
});
