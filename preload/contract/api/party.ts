import { partySchema } from '../domain/party.js';
import { listOf } from './query.js';

/** `GET /v1/parties` */
export const partyListSchema = listOf(partySchema).meta({ id: 'PartyList' });
