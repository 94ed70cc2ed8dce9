import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The folder of evidence within a data folder. */
export const EVIDENCE_FOLDER = 'evidence';

/** Where the evidence of a hash lies, relative to the data folder. */
export const evidencePath = (sha256: string): string => join(EVIDENCE_FOLDER, sha256.slice(0, 2), sha256);

/** Evidence as files under their SHA-256. A file that is there is whole and on the disk. */
export class EvidenceFiles {
  readonly #data: string;
  readonly #drafts: string;

  private constructor(data: string) {
    this.#data = data;
    this.#drafts = join(data, EVIDENCE_FOLDER, 'drafts');
  }

  /** What a server that was killed had half written goes. */
  static async open(data: string): Promise<EvidenceFiles> {
    const files = new EvidenceFiles(data);
    await rm(files.#drafts, { recursive: true, force: true });
    await mkdir(files.#drafts, { recursive: true });
    return files;
  }

  /** Resolves when the content is on the disk under its name. */
  async put(sha256: string, content: Uint8Array): Promise<void> {
    const path = join(this.#data, evidencePath(sha256));
    if (await exists(path)) return;
    const folder = join(path, '..');
    await mkdir(folder, { recursive: true });
    const draft = join(this.#drafts, randomUUID());
    const file = await open(draft, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    for (const name of [folder, join(folder, '..')]) await syncFolder(name);
  }

  read(sha256: string): Promise<Buffer> {
    return readFile(join(this.#data, evidencePath(sha256)));
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
