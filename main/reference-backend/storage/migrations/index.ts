import type { Migration } from '../../../sqlite/index.js';
import { commands } from './0001-commands.js';
import { audit } from './0002-audit.js';
import { keys } from './0003-keys.js';
import { tree } from './0004-tree.js';
import { facts } from './0005-facts.js';
import { happenings } from './0006-happenings.js';
import { evidence } from './0007-evidence.js';
import { forwarders } from './0008-forwarders.js';
import { warningExpiry } from './0009-warning-expiry.js';
import { sessionFamilies } from './0010-session-families.js';
import { evidenceUses } from './0011-evidence-uses.js';
import { demoCommands } from './0012-demo-commands.js';
import { assetTiers } from './0013-asset-tiers.js';
import { growth } from './0014-growth.js';

/** The schema of backend.db, step by step. Times are UTC ms; a row of `events` is written in the transaction of its fact. */
export const migrations: readonly Migration[] = [
  commands,
  audit,
  keys,
  tree,
  facts,
  happenings,
  evidence,
  forwarders,
  warningExpiry,
  sessionFamilies,
  evidenceUses,
  demoCommands,
  assetTiers,
  growth,
];
