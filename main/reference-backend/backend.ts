import type { Database } from '../sqlite/index.js';
import type { Matter, Template } from '../../preload/contract/index.js';
import type { PartyBook } from './party-book.js';
import type { FactResources } from './fact-resources.js';
import type { TierBook } from './tier-book.js';
import type { Board } from './stream/board.js';
import type { KnownTrees } from './known-trees.js';
import type { ReceiptQueue } from './receipt-queue.js';
import type { CallerCache } from './caller-cache.js';
import type { ClockWatch } from './clock-watch.js';
import type { EvidenceFiles } from './evidence-files.js';
import type { FilePasswords } from './file-passwords.js';
import type { KeyPair } from './key-file.js';
import type { Metrics } from './metrics.js';
import type { RootKey } from './root-key.js';
import type { Growth } from './rules/growth.js';
import type { LogInGate } from './rules/log-in-gate.js';

/** What every part of the backend works with; made once, in `server.ts`. */
export type Backend = {
  readonly database: Database;
  readonly epoch: string;
  readonly tiers: TierBook;
  readonly parties: PartyBook;
  readonly templates: readonly Template[];
  readonly facts: FactResources;
  readonly matters: readonly Matter[];
  /** where committed events go out; the database hands them over by itself */
  readonly board: Board;
  readonly receipts: ReceiptQueue;
  /** follows what the database commits */
  readonly trees: KnownTrees;
  readonly callers: CallerCache;
  readonly rootKey: RootKey;
  /** signs where the audit chain ends */
  readonly serverKey: KeyPair;
  readonly evidence: EvidenceFiles;
  readonly growth: Growth;
  readonly metrics: Metrics;
  readonly logInGate: LogInGate;
  readonly passwords: FilePasswords;
  /** whether `now` can be gone by in what cannot be undone */
  readonly clock: ClockWatch;
  /** UTC ms */
  readonly now: () => number;
};
