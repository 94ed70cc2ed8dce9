import { readFile } from 'node:fs/promises';
import type { Site, SiteFault } from '../../../preload/contract/index.js';
import { parseSite } from './parse.js';

/** Where the last good site file is kept between starts. */
export interface LastGoodSite {
  read(): string | undefined;
  write(text: string): void;
}

export type LoadedSite = {
  readonly site: Site | undefined;
  readonly source: 'file' | 'last-good' | 'displays';
  readonly faults: readonly SiteFault[];
};

/**
 * Reads the site file. When it is faulty the last good one serves, and without that the displays found;
 * the faults are kept to be shown.
 */
export async function loadSite(file: string | undefined, lastGood: LastGoodSite): Promise<LoadedSite> {
  if (file === undefined) return { site: undefined, source: 'displays', faults: [] };
  const read = await readText(file);
  if (typeof read === 'string') {
    const parsed = parseSite(read);
    if (parsed.ok) {
      lastGood.write(read);
      return { site: parsed.value, source: 'file', faults: [] };
    }
    return fallBack(parsed.error, lastGood);
  }
  return fallBack([read], lastGood);
}

async function readText(file: string): Promise<string | SiteFault> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    return { path: '', code: 'unreadable', message: `${String(error)}; give the path of a readable file` };
  }
}

function fallBack(faults: readonly SiteFault[], lastGood: LastGoodSite): LoadedSite {
  const text = lastGood.read();
  const kept = text === undefined ? undefined : parseSite(text);
  return kept?.ok === true ? { site: kept.value, source: 'last-good', faults } : { site: undefined, source: 'displays', faults };
}
