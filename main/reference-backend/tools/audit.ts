import { createReadStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { AuditHead, Result } from '../../../preload/contract/index.js';
import { auditEntrySchema, auditHeadSchema, err, ok } from '../../../preload/contract/index.js';
import type { Database } from '../../sqlite/index.js';
import { CHAIN_BEGIN, follow, verifyChain } from '../audit-chain.js';
import { auditEntry, auditHead, isHeadSigned, SERVER_KEY_FILE } from '../audit-head.js';
import { firstFault } from '../http/parse.js';
import { openKeyFile } from '../key-file.js';
import { auditAfter } from '../storage/audit.js';
import { integrity, openFolder } from './backup.js';

const PAGE = 1000;
const headLineSchema = z.strictObject({ head: auditHeadSchema });

/**
 * Writes the audit chain of a data folder into a file, a line of JSON each: the signed head, then the entries, oldest
 * first. A server may run on the folder. An error is one line for people.
 */
export async function exportAudit(data: string, file: string): Promise<Result<AuditHead, string>> {
  const opened = await openFolder(data);
  if (!opened.ok) return opened;
  try {
    const key = openKeyFile(join(data, SERVER_KEY_FILE), false);
    if (!key.ok) return key;
    const head = await auditHead(opened.value, key.value, Date.now());
    const chain = await verifyChain(opened.value);
    if (!chain.ok) return err(chain.error);
    await writeChain(opened.value, head, file);
    return ok(head);
  } finally {
    await opened.value.close();
  }
}

async function writeChain(database: Database, head: AuditHead, file: string): Promise<void> {
  const draft = `${file}.new`;
  const out = await open(draft, 'w');
  try {
    await out.write(`${JSON.stringify({ head })}\n`);
    for (let last = 0; last < head.sequence;) {
      const rows = (await auditAfter(database, last, PAGE)).filter(({ sequence }) => sequence <= head.sequence);
      await out.write(rows.map((row) => `${JSON.stringify(auditEntry(row))}\n`).join(''));
      last = rows.at(-1)?.sequence ?? head.sequence;
    }
    await out.sync();
  } finally {
    await out.close();
  }
  await rename(draft, file);
}

/** Verifies an exported chain: every link, the head, its signature, and that the key is the expected one. */
export async function verifyExport(file: string, key: string | undefined): Promise<Result<AuditHead, string>> {
  let head: AuditHead | undefined;
  let at = CHAIN_BEGIN;
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    line += 1;
    const value = readLine(head === undefined ? headLineSchema : auditEntrySchema, text);
    if (!value.ok) return err(`line ${line}: ${value.error}`);
    if ('head' in value.value) head = value.value.head;
    else {
      const next = follow(at, value.value);
      if (!next.ok) return err(`line ${line}: ${next.error}`);
      at = next.value;
    }
  }
  if (head === undefined) return err('the file is empty');
  if (at.sequence !== head.sequence || at.hash !== head.hash) return err('the entries do not end at the signed head');
  if (!isHeadSigned(head)) return err('the signature of the head is wrong');
  if (key !== undefined && key !== head.key) return err(`the head is signed by another key: ${head.key}`);
  return ok(head);
}

function readLine<T extends z.ZodType>(schema: T, text: string): Result<z.output<T>, string> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return err((error as Error).message);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return ok(parsed.data);
  const { path, detail } = firstFault(parsed.error);
  return err(`${path}: ${detail}`);
}

/** Verifies a data folder: the database's integrity, and the whole audit chain. */
export async function checkFolder(data: string): Promise<Result<number, string>> {
  const opened = await openFolder(data);
  if (!opened.ok) return opened;
  try {
    const damage = await integrity(opened.value);
    if (damage !== null) return err(`the database is damaged: ${damage}`);
    const chain = await verifyChain(opened.value);
    return chain.ok ? ok(chain.value.sequence) : err(`the audit chain is broken: ${chain.error}`);
  } finally {
    await opened.value.close();
  }
}
