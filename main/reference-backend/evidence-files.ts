import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { sha256Schema } from '../../preload/contract/index.js';

/** The folder of evidence within a data folder. */
const EVIDENCE_FOLDER = 'evidence';
/** What is being written, before it has its name. */
const DRAFTS = 'drafts';

/** Where the evidence of a hash lies, relative to the data folder. */
export const evidencePath = (sha256: string): string => join(EVIDENCE_FOLDER, sha256.slice(0, 2), sha256);

/** Evidence as files under their SHA-256. A file that is there is whole and on the disk. */
export class EvidenceFiles {
  readonly #folder: string;
  readonly #reserve: number;

  private constructor(folder: string, reserve: number) {
    this.#folder = folder;
    this.#reserve = reserve;
  }

  /**
   * What a server that was killed had half written goes.
   * @param reserve bytes that stay free on the disk for everything else
   */
  static async open(data: string, reserve: number): Promise<EvidenceFiles> {
    const files = new EvidenceFiles(join(data, EVIDENCE_FOLDER), reserve);
    const drafts = join(files.#folder, DRAFTS);
    await rm(drafts, { recursive: true, force: true });
    await mkdir(drafts, { recursive: true });
    return files;
  }

  /** Whether so many bytes more leave the reserve on the disk. */
  async fits(bytes: number): Promise<boolean> {
    const { bavail, bsize } = await statfs(this.#folder);
    return bavail * bsize - bytes >= this.#reserve;
  }

  has(sha256: string): Promise<boolean> {
    return access(this.#path(sha256), constants.F_OK).then(
      () => true,
      () => false,
    );
  }

  /** Resolves when the content is on the disk under its name. */
  async put(sha256: string, content: Uint8Array): Promise<void> {
    const path = this.#path(sha256);
    const folder = join(path, '..');
    if (!(await this.has(sha256))) {
      await mkdir(folder, { recursive: true });
      const draft = join(this.#folder, DRAFTS, randomUUID());
      try {
        await writeSynced(draft, content);
        await rename(draft, path);
      } catch (error) {
        await rm(draft, { force: true });
        throw error;
      }
    }
    // Also for a file that was there: whoever put it may not have come this far.
    for (const name of [folder, this.#folder]) await syncFolder(name);
  }

  /** The content, read as it is taken; undefined when the file is not there. */
  async read(sha256: string): Promise<{ readonly size: number; readonly content: Readable } | undefined> {
    const file = await open(this.#path(sha256), 'r').catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (file === undefined) return undefined;
    return { size: (await file.stat()).size, content: file.createReadStream() };
  }

  /** The hashes of the files that were put before a moment (UTC ms). */
  async olderThan(moment: number): Promise<string[]> {
    const found: string[] = [];
    for (const group of await readdir(this.#folder)) {
      if (group === DRAFTS) continue;
      for (const name of await readdir(join(this.#folder, group))) {
        if (sha256Schema.safeParse(name).success && (await stat(this.#path(name))).mtimeMs < moment) found.push(name);
      }
    }
    return found;
  }

  remove(sha256: string): Promise<void> {
    return rm(this.#path(sha256), { force: true });
  }

  #path(sha256: string): string {
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }
}

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';

async function writeSynced(path: string, content: Uint8Array): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
