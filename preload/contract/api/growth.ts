/**
 * How many things that stay for good one account may make in a day of China (midnight to midnight, UTC+8): far more than
 * people and their programs need, and few enough that one gone wrong fills no disk. Evidence is bounded in bytes too.
 */
export const DAILY_LIMITS = {
  assets: 50_000,
  incidents: 10_000,
  alarms: 10_000,
  warnings: 10_000,
  messages: 10_000,
  'shift-entries': 10_000,
  evidence: 20_000,
} as const;
/** Bytes of evidence that one account may hand in within 24 hours: a hundred of the largest pieces. */
export const DAILY_EVIDENCE_BYTES = 100 * 20 * 1024 * 1024;
export type GrowthKind = keyof typeof DAILY_LIMITS;
