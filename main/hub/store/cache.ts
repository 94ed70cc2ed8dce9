import type { Template, Tier } from '../../../preload/contract/index.js';
import { templateSchema, tierSchema } from '../../../preload/contract/index.js';
import { z } from 'zod';
import type { Database } from '../../sqlite/index.js';

export type Catalogue = { readonly tiers: readonly Tier[]; readonly templates: readonly Template[] };

const schemas = { tiers: z.array(tierSchema), templates: z.array(templateSchema) };

/** The tier tree and the templates as the backend last gave them. */
export class CatalogueStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Empty where nothing was stored yet, or where what was stored no longer fits. */
  async read(): Promise<Catalogue> {
    const rows = await this.#database.all<{ name: string; body: string }>('SELECT name, body FROM catalogue');
    const body = (name: string): unknown => {
      const row = rows.find((candidate) => candidate.name === name);
      return row === undefined ? [] : JSON.parse(row.body);
    };
    const tiers = schemas.tiers.safeParse(body('tiers'));
    const templates = schemas.templates.safeParse(body('templates'));
    return { tiers: tiers.data ?? [], templates: templates.data ?? [] };
  }

  async write(catalogue: Catalogue): Promise<void> {
    await this.#database.transaction(async (tx) => {
      for (const name of ['tiers', 'templates'] as const) {
        await tx.run('INSERT OR REPLACE INTO catalogue (name, body) VALUES (?, ?)', name, JSON.stringify(catalogue[name]));
      }
    });
  }
}
