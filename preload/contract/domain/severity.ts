import { z } from 'zod';

/** critical 特别重大 · major 重大 · moderate 较大 · minor 一般, worst first. */
const SEVERITIES = ['critical', 'major', 'moderate', 'minor'] as const;
export const severitySchema = z.enum(SEVERITIES).meta({ id: 'Severity' });
export type Severity = z.infer<typeof severitySchema>;

/** CAP 1.2, 3.2.2 `severity`. */
export const CAP_SEVERITIES = ['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'] as const;
export type CapSeverity = (typeof CAP_SEVERITIES)[number];

/** A severity, with a mark where its source did not know it. */
export type RatedSeverity = { readonly severity: Severity; readonly severityUnknown?: true };

/** Extreme, Severe, Moderate, Minor in this order; Unknown is taken for moderate and marked. */
export function severityFromCap(cap: CapSeverity): RatedSeverity {
  switch (cap) {
    case 'Extreme':
      return { severity: 'critical' };
    case 'Severe':
      return { severity: 'major' };
    case 'Moderate':
      return { severity: 'moderate' };
    case 'Minor':
      return { severity: 'minor' };
    case 'Unknown':
      return { severity: 'moderate', severityUnknown: true };
  }
}

/** The worst of at least one severity; one that is known goes before an unknown one of the same rank. */
export const worstSeverity = (rated: readonly [RatedSeverity, ...RatedSeverity[]]): RatedSeverity =>
  rated.reduce((worst, next) => (rank(next) < rank(worst) ? next : worst));

const rank = ({ severity, severityUnknown }: RatedSeverity): number =>
  SEVERITIES.indexOf(severity) * 2 + (severityUnknown === true ? 1 : 0);
