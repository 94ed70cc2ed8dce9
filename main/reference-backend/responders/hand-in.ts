import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import type { Receipt, Tier } from '../../../preload/contract/index.js';
import { toWireTime } from '../../../preload/contract/index.js';
import type { HandIn } from '../api-client.js';
import type { DueStep } from './desk.js';

const newId = (): string => v7({ random: randomBytes(16) });

/** Due steps as calls: pictures first, since receipts name them, then the receipts together, then what is forwarded. */
export function handIns(due: readonly DueStep[], tiers: ReadonlyMap<string, Tier>): HandIn[] {
  const pictures: HandIn[] = [];
  const receipts: Receipt[] = [];
  const forwards: HandIn[] = [];
  for (const { directive, tier, round, step, targets } of due) {
    if (step.kind === 'forwarded') {
      const body = { id: newId(), targets: targets.map(({ via: _via, ...target }) => target) };
      if (targets.length > 0) forwards.push({ method: 'POST', path: `/v1/directives/${directive}/forward`, body });
      continue;
    }
    const at = toWireTime(Date.now());
    const picture = step.evidence === true ? pictureOf(tiers.get(tier)?.name ?? tier, at) : undefined;
    if (picture !== undefined) pictures.push({ method: 'POST', path: '/v1/evidence', type: 'image/svg+xml', body: picture });
    receipts.push({
      id: newId(),
      directive,
      round,
      kind: step.kind,
      at,
      ...(step.progress === undefined ? {} : { progress: step.progress }),
      ...(step.note === undefined ? {} : { note: step.note }),
      ...(picture === undefined ? {} : { evidence: [createHash('sha256').update(picture, 'utf8').digest('hex')] }),
    });
  }
  const batch: HandIn[] = receipts.length === 0 ? [] : [{ method: 'POST', path: '/v1/receipts', body: { receipts } }];
  return [...pictures, ...batch, ...forwards];
}

/** A refused batch of receipts, one by one; nothing for whatever else was refused. */
export function singles({ path, body, ...rest }: HandIn): HandIn[] {
  if (path !== '/v1/receipts') return [];
  const { receipts } = body as { readonly receipts: readonly Receipt[] };
  return receipts.length < 2 ? [] : receipts.map((receipt) => ({ ...rest, path, body: { receipts: [receipt] } }));
}

/** What stands for a photograph of the scene: a drawing that says what it is. */
const pictureOf = (place: string, at: string): string =>
  [
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360" viewBox="0 0 640 360">',
    '<rect width="640" height="360" fill="#1A2129"/><path d="M0 250 Q160 220 320 250 T640 250 V360 H0 Z" fill="#24445a"/>',
    `<text x="24" y="48" fill="#E8EDF2" font-size="28">${place}</text>`,
    `<text x="24" y="84" fill="#A9B4C0" font-size="18">演示照片 ${at}</text>`,
    '</svg>',
  ].join('');
