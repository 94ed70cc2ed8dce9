import { describe, expect, it } from 'vitest';
import { CAP_SEVERITIES, severityFromCap, worstSeverity } from './severity.js';

describe('severityFromCap', () => {
  it('keeps the order, and marks what is unknown', () => {
    expect(CAP_SEVERITIES.map(severityFromCap)).toEqual([
      { severity: 'critical' },
      { severity: 'major' },
      { severity: 'moderate' },
      { severity: 'minor' },
      { severity: 'moderate', severityUnknown: true },
    ]);
  });
});

describe('worstSeverity', () => {
  it.each([
    [['Minor', 'Severe', 'Moderate'], { severity: 'major' }],
    [['Unknown', 'Minor'], { severity: 'moderate', severityUnknown: true }],
    [['Unknown', 'Moderate'], { severity: 'moderate' }],
  ] as const)('of %j', (caps, worst) => {
    const [first, ...rest] = caps;
    expect(worstSeverity([severityFromCap(first), ...rest.map(severityFromCap)])).toEqual(worst);
  });
});
