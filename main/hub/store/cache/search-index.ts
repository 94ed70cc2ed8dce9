import type { SearchHit, SearchKind } from '../../../../preload/contract/index.js';
import { searchKindSchema } from '../../../../preload/contract/index.js';
import type { Database } from '../../../sqlite/index.js';
import { change, insertBatch, rows } from '../query.js';
import { soundOf } from './sound.js';
import { cache } from './tables.js';

/** Something that can be found. */
export type SearchDocument = {
  readonly kind: SearchKind;
  readonly key: string;
  readonly title: string;
  /** the tier that it belongs to, or is */
  readonly tier: string | null;
  /** the tier whose name tells where it is: for a tier the one above it */
  readonly place: string | null;
  /** what else it can be found by */
  readonly body: string;
  /** of two that fit equally well the lighter comes first */
  readonly weight: number;
};

const COLUMNS = ['kind', 'key', 'title', 'tier', 'place', 'weight', 'name', 'body', 'initials', 'sound'] as const;
/** Documents that are written at once: reading a title aloud takes about 0.2 ms, and others wait meanwhile. */
const AT_ONCE = 25;

/**
 * Compared and searched in this form: full-width letters are the same as half-width ones, case does not matter, and a
 * control character is a space (the index's expressions end at a NUL, which would be a fault of syntax).
 */
const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\p{Cc}/gu, ' ');

/** What can be found by a name, in cache.db. */
export class SearchIndex {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Adds documents, or takes them instead of those with the same kind and key. What is the same already costs little. */
  async put(documents: readonly SearchDocument[]): Promise<void> {
    for (const kind of new Set(documents.map((document) => document.kind))) {
      await this.#putKind(
        kind,
        documents.filter((document) => document.kind === kind),
        await this.#known(kind),
      );
    }
  }

  /** Takes these as all there are of their kind. */
  async replace(kind: SearchKind, documents: readonly SearchDocument[]): Promise<void> {
    const known = await this.#known(kind);
    await this.#putKind(kind, documents, known);
    const keys = new Set(documents.map(({ key }) => key));
    await this.remove(
      kind,
      [...known.keys()].filter((key) => !keys.has(key)),
    );
  }

  async remove(kind: SearchKind, keys: readonly string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.#database.run(
      'DELETE FROM documents WHERE kind = ? AND key IN (SELECT value FROM json_each(?))',
      kind,
      JSON.stringify(keys),
    );
  }

  /**
   * What fits, best first: the exact name or key; what begins so; whose sound or initials begin so; what has it in its
   * name; whose sound from a later syllable on, or initials somewhere, are so; what has every word somewhere. Three
   * characters and more are found by the trigram index. One or two (most Chinese words are that short) are looked for
   * in every document, which for some ten thousand of them takes a few ms.
   */
  async find(query: string, limit: number): Promise<SearchHit[]> {
    const typed = fold(query).trim();
    const words = typed.split(/\s+/).filter((word) => word !== '');
    if (words.length === 0) return [];
    const sound = soundTyped(typed);
    const index = matching(words, sound);
    const bound = [typed, sound, JSON.stringify(words), limit, ...(index === undefined ? [] : [index])];
    const found = await this.#database.all<HitRow>(findSql(index !== undefined), ...bound);
    return found.map(({ kind, key, title, tier, place }) => ({
      kind: searchKindSchema.parse(kind),
      id: key,
      title,
      ...(tier === null ? {} : { tier }),
      ...(place === null ? {} : { where: place }),
    }));
  }

  async #putKind(kind: SearchKind, documents: readonly SearchDocument[], known: ReadonlyMap<string, string>): Promise<void> {
    const changed = documents.filter((document) => known.get(document.key) !== contentOf(document));
    for (let from = 0; from < changed.length; from += AT_ONCE) {
      const values = changed.slice(from, from + AT_ONCE).map((document) => ({
        ...document,
        kind,
        name: fold(document.title),
        body: fold(document.body),
        ...soundOf(document.title),
      }));
      const insert = insertBatch(cache, 'documents', COLUMNS, values).onConflict((conflict) =>
        conflict.columns(['kind', 'key']).doUpdateSet((row) => ({
          title: row.ref('excluded.title'),
          tier: row.ref('excluded.tier'),
          place: row.ref('excluded.place'),
          weight: row.ref('excluded.weight'),
          name: row.ref('excluded.name'),
          body: row.ref('excluded.body'),
          initials: row.ref('excluded.initials'),
          sound: row.ref('excluded.sound'),
        })),
      );
      await change(this.#database, insert);
    }
  }

  async #known(kind: SearchKind): Promise<Map<string, string>> {
    const query = cache
      .selectFrom('documents')
      .select(['key', 'title', 'tier', 'place', 'weight', 'body'])
      .where('kind', '=', kind);
    return new Map((await rows(this.#database, query)).map((row) => [row.key, contentOf(row)]));
  }
}

type HitRow = {
  readonly kind: string;
  readonly key: string;
  readonly title: string;
  readonly tier: string | null;
  readonly place: string | null;
};

type Content = Omit<SearchDocument, 'kind'>;
const contentOf = ({ key, title, tier, place, weight, body }: Content): string =>
  JSON.stringify([key, title, tier, place, weight, fold(body)]);

/** What was typed as a sound: letters without tones, spaces and apostrophes; ü as v. Empty where it is none. */
const soundTyped = (typed: string): string => (/^[a-zü' ]+$/.test(typed) ? typed.replace(/[' ]/g, '').replaceAll('ü', 'v') : '');

/** The trigram index's expression, where every part of the query is long enough for it. */
function matching(words: readonly string[], sound: string): string | undefined {
  const short = [...words, ...(sound === '' ? [] : [sound])].some((part) => [...part].length < 3);
  if (short) return undefined;
  const quoted = (part: string): string => `"${part.replaceAll('"', '""')}"`;
  const all = words.map(quoted).join(' AND ');
  return sound === '' ? all : `(${all}) OR ({initials sound} : ${quoted(sound)})`;
}

/** ?1 what was typed, ?2 the same as a sound or empty, ?3 its words as JSON, ?4 the limit, ?5 the index's expression. */
const findSql = (byIndex: boolean): string => `
  SELECT d.kind, d.key, d.title, d.tier, place.title AS place FROM (
    SELECT *, CASE
      WHEN name = ?1 OR lower(key) = ?1 THEN 0
      WHEN instr(name, ?1) = 1 OR instr(lower(key), ?1) = 1 THEN 1
      WHEN ?2 <> '' AND instr(sound, ' ' || ?2) = 1 THEN 2
      WHEN ?2 <> '' AND instr(initials, ' ' || ?2) > 0 THEN 3
      WHEN instr(name, ?1) > 0 THEN 4
      WHEN ?2 <> '' AND instr(sound, ' ' || ?2) > 0 THEN 5
      WHEN length(?2) > 1 AND instr(initials, ?2) > 0 THEN 6
      WHEN NOT EXISTS (
        SELECT 1 FROM json_each(?3) AS word
        WHERE instr(name || ' ' || lower(key) || ' ' || body, word.value) = 0 AND instr(sound, ' ' || word.value) = 0
      ) THEN 7
    END AS rank
    FROM documents ${byIndex ? 'WHERE id IN (SELECT rowid FROM document_text WHERE document_text MATCH ?5)' : ''}
  ) AS d LEFT JOIN documents AS place ON place.kind = 'tier' AND place.key = d.place
  WHERE d.rank IS NOT NULL ORDER BY d.rank, d.weight, length(d.name), d.key LIMIT ?4`;
