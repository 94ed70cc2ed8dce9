import type { CommandHead, FrozenRow, Result, SearchHit } from '../../../preload/contract/index.js';
import { ok } from '../../../preload/contract/index.js';
import type { Catalogue } from '../store/index.js';
import { stored } from '../store/index.js';
import { commandDocument, partyDocument, templateDocument, tierDocument } from './documents.js';
import type { Indexer } from './indexer.js';
import type { SituationSource } from './source.js';

/** Finds places, templates, incidents, commands, parties and assets by name, id or sound. */
export class Search {
  readonly #indexer: Indexer;
  readonly #source: Pick<SituationSource, 'parties'>;

  constructor(indexer: Indexer, source: Pick<SituationSource, 'parties'>) {
    this.#indexer = indexer;
    this.#source = source;
  }

  /** The backend is there: what it has changed of the catalogue is found from now on. Errors: those of the call. */
  async connected({ tiers, templates }: Catalogue): Promise<Result<null>> {
    this.#indexer.replace('tier', tiers.map(tierDocument));
    this.#indexer.replace('template', templates.map(templateDocument));
    const parties = await this.#source.parties();
    if (!parties.ok) return parties;
    this.#indexer.replace('party', parties.value.map(partyDocument));
    return ok(null);
  }

  /** Commands that came in sight; those that were before can still be found. */
  addCommands(heads: readonly Pick<CommandHead, 'id' | 'title'>[], commands: readonly FrozenRow[]): void {
    const titles = new Map(heads.map(({ id, title }) => [id, title]));
    this.#indexer.put(commands.map(({ id, frozen }) => commandDocument(titles.get(id) ?? frozen.text, frozen)));
  }

  /** Error `store-down` where the cache cannot be read. */
  find(query: string, limit: number): Promise<Result<SearchHit[]>> {
    return stored(() => this.#indexer.find(query, limit));
  }
}
