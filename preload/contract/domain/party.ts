import { z } from 'zod';
import type { TierCode } from './tier.js';
import { tierCodeSchema } from './tier.js';

export const partyIdSchema = z.string().min(1).max(80);

/** Party 单位: whoever can be addressed. The default party of a tier is its centre. */
export const partySchema = z
  .strictObject({
    id: partyIdSchema,
    tier: tierCodeSchema,
    kind: z.enum(['centre', 'department', 'team']),
    name: z.string().min(1).max(80),
  })
  .meta({ id: 'Party' });
export type Party = Readonly<z.infer<typeof partySchema>>;

const CENTRE = 'centre';

/** The id of a tier's party by the party's key in the lists of departments and teams. */
export const partyId = (tier: TierCode, key: string): string => `${tier}-${key}`;

/** The id of a tier's centre. */
export const centreOf = (tier: TierCode): string => partyId(tier, CENTRE);

/** Who is addressed where no party was named: the tier's centre. */
export const partyOf = ({ tier, party }: { readonly tier: TierCode; readonly party?: string | null | undefined }): string =>
  party ?? centreOf(tier);
