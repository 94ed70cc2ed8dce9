import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { DivisionChange, Matter, Template } from '../../preload/contract/index.js';
import {
  applyDivisionChange,
  canonicalJson,
  matterSchema,
  parseTierList,
  templateSchema,
  tierCodeSchema,
} from '../../preload/contract/index.js';
import { PartyBook, partyListFileSchema } from './party-book.js';
import type { FactResources } from './fact-resources.js';
import { loadFacts } from './fact-resources.js';
import { TierBook } from './tier-book.js';

/** SHA-256 of a text in UTF-8, lower-case hex. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

/** A pack's templates are written without their hash: it is a function of the rest. */
const packSchema = z.strictObject({
  id: z.string().min(1),
  title: z.string().min(1),
  templates: z.array(z.record(z.string(), z.json())),
  matters: z.array(matterSchema.omit({ pack: true })).default([]),
});

const changeSchema = z.object({
  effective: z.string(),
  abolish: z.array(tierCodeSchema),
  establish: z.array(z.object({ provisionalCode: tierCodeSchema, name: z.string(), seat: z.string() })),
  move: z.array(z.object({ town: tierCodeSchema, name: z.string(), from: tierCodeSchema, to: tierCodeSchema })),
});

export type Resources = {
  readonly tiers: TierBook;
  readonly parties: PartyBook;
  readonly templates: readonly Template[];
  readonly facts: FactResources;
  readonly matters: readonly Matter[];
};

/**
 * Reads the tier tree, the parties and the packs of templates and matters that ship with the program.
 * @throws Error naming the file that is missing or does not fit: the installation is broken
 */
export function loadResources(folder: string): Resources {
  const data = join(folder, 'data');
  const change: DivisionChange = changeSchema.parse(
    JSON.parse(readFileSync(join(data, 'division-change-2025-11-06.json'), 'utf8')),
  );
  const base = parseTierList(readFileSync(join(data, 'tiers-2023.csv'), 'utf8'));
  const tiers = new TierBook(applyDivisionChange(base, change));
  const lists = filesIn(join(folder, 'parties')).map((file) => partyListFileSchema.parse(readJson(file)));
  const packs = readdirSync(join(folder, 'packs'))
    .sort()
    .map((name) => readPack(join(folder, 'packs', name, 'pack.json')));
  return {
    tiers,
    parties: new PartyBook(tiers, lists),
    templates: packs.flatMap(({ templates }) => templates),
    facts: loadFacts(folder),
    matters: packs.flatMap(({ matters }) => matters),
  };
}

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

const filesIn = (folder: string): string[] =>
  readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));

function readPack(file: string): { templates: Template[]; matters: Matter[] } {
  const pack = packSchema.parse(readJson(file));
  const templates = pack.templates.map((content) => {
    const template = templateSchema.safeParse({ ...content, hash: sha256Hex(canonicalJson(content)) });
    if (!template.success) throw new Error(`${file}: ${template.error.message}`);
    if (template.data.pack !== pack.id) throw new Error(`${file}: template ${template.data.id} names another pack`);
    return template.data;
  });
  return { templates, matters: pack.matters.map((matter) => ({ ...matter, pack: pack.id })) };
}
