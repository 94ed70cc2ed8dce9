import { incidentSchema } from '../domain/incident.js';
import { listOf } from './query.js';

export const incidentListSchema = listOf(incidentSchema).meta({ id: 'IncidentList' });
