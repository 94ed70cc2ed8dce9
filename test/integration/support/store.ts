import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Notice } from '../../../preload/contract/index.js';
import type { Store, StoreListener } from '../../../main/hub/store/index.js';
import { openStore } from '../../../main/hub/store/index.js';
import { Ledger } from '../../torture/damage/ledger.js';
import { Load } from '../../torture/damage/load.js';
import { Random } from '../../torture/fuzz/random.js';

/** A folder with the hub's store, work on it, and what the store acknowledged. */
export class StoreRig {
  readonly folder: string;
  ledger = new Ledger();
  readonly notices: Notice[] = [];
  readonly damages: string[] = [];
  readonly load: Load;
  readonly #opened = new Set<Store>();

  constructor(folder = mkdtempSync(join(tmpdir(), 'yilan-store-'))) {
    this.folder = folder;
    const random = new Random(5);
    this.load = new Load(() => random.next());
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async open(listener: Partial<StoreListener> = {}): Promise<Store> {
    const opened = await openStore(this.folder, {
      onNotice: (notice) => void this.notices.push(notice),
      onDamaged: (reason) => void this.damages.push(reason),
      ...listener,
    });
    if (!opened.ok) throw new Error(JSON.stringify(opened.error));
    this.#opened.add(opened.value);
    return opened.value;
  }

  async close(store: Store): Promise<void> {
    this.#opened.delete(store);
    await store.close();
  }

  /** Some orders in all states, and a closed store. */
  async fill(times = 3): Promise<void> {
    const store = await this.open();
    for (let time = 0; time < times; time += 1) await this.load.run(store, this.ledger);
    await this.close(store);
  }

  async end(): Promise<void> {
    for (const store of this.#opened) await store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Changes a file's text, which has to be in it; of the same length, as a disk that lies would. */
export function alter(file: string, from: string, to: string): void {
  const content = readFileSync(file);
  const at = content.lastIndexOf(from);
  if (at < 0 || Buffer.byteLength(from) !== Buffer.byteLength(to)) throw new Error(`cannot alter ${file}: ${from}`);
  content.write(to, at);
  writeFileSync(file, content);
}

export const codesOf = (notices: readonly Notice[]): string[] => notices.map(({ code }) => code);
