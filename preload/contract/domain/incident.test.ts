import { v5 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { HAPPENING_NAMESPACE, happeningIdSchema, happeningName, incidentStatusSchema, mayBecome } from './incident.js';

describe('happeningName', () => {
  const episode = { rule: 'water-level', ruleVersion: 2, subject: '500104/嘉陵江', start: Date.UTC(2026, 6, 1, 8) };

  it('is the canonical JSON of what makes the episode', () => {
    expect(happeningName(episode)).toBe('["water-level",2,"500104/嘉陵江","2026-07-01T08:00:00.000Z"]');
  });

  it('gives an id that every hall finds, and another one for another episode', () => {
    expect(v5('urn:yilan:happening', v5.URL)).toBe(HAPPENING_NAMESPACE);
    const id = v5(happeningName(episode), HAPPENING_NAMESPACE);
    expect(happeningIdSchema.safeParse(id).success).toBe(true);
    expect(v5(happeningName({ ...episode }), HAPPENING_NAMESPACE)).toBe(id);
    expect(v5(happeningName({ ...episode, start: episode.start + 1 }), HAPPENING_NAMESPACE)).not.toBe(id);
  });
});

describe('mayBecome', () => {
  it('goes forward only', () => {
    const all = incidentStatusSchema.options;
    const allowed = all.flatMap((from) => all.filter((to) => mayBecome(from, to)).map((to) => `${from}>${to}`));
    expect(allowed).toEqual(['open>open', 'open>acting', 'open>closed', 'acting>acting', 'acting>closed', 'closed>closed']);
  });
});
