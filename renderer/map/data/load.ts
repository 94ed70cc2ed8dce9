import type { Districts, Outline, Rivers, Towns } from '../../../preload/contract/map-data.js';

/** What the map draws, as `build/map-data` made it. */
export type MapData = {
  readonly districts: Districts;
  readonly outline: Outline;
  readonly rivers: Rivers;
  readonly towns: Towns;
};

/**
 * Fetches the map's data from the program's own files (`app://yilan/data/…`).
 * @throws Error naming the file when one is missing: the program is not complete then
 */
export async function loadMapData(base = new URL('/data/', location.href)): Promise<MapData> {
  const [districts, outline, rivers, towns] = await Promise.all([
    load<Districts>('districts.json'),
    load<Outline>('outline.json'),
    load<Rivers>('rivers.json'),
    load<Towns>('towns.json'),
  ]);
  return { districts, outline, rivers, towns };

  async function load<T>(name: string): Promise<T> {
    const answer = await fetch(new URL(name, base));
    if (!answer.ok) throw new Error(`map data: ${name}: ${answer.status}`);
    return (await answer.json()) as T;
  }
}
