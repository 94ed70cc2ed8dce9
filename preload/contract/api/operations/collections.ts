import { z } from 'zod';
import { bboxQuerySchema, collectionListSchema, featureCollectionSchema } from '../collection.js';
import { GEOJSON_TYPE, operation } from '../operation.js';
import { pageQuery } from '../query.js';

export const collectionOperations = [
  operation({
    id: 'listCollections',
    method: 'GET',
    path: '/v1/collections',
    tag: 'collections',
    summary: 'The sets of features that can be asked for',
    access: 'token',
    query: z.strictObject(pageQuery(1000, 1000)),
    answers: { 200: { description: 'Collections', json: collectionListSchema } },
  }),
  operation({
    id: 'listFeatures',
    method: 'GET',
    path: '/v1/collections/{id}/items',
    tag: 'collections',
    summary: "A collection's features",
    access: 'token',
    params: z.strictObject({
      id: z
        .string()
        .regex(/^[a-z][a-z0-9-]{0,39}$/)
        .describe('the collection'),
    }),
    query: z.strictObject({
      bbox: bboxQuerySchema.optional().describe('west,south,east,north: only features whose bounding box meets it'),
      ...pageQuery(2000, 200),
    }),
    answers: { 200: { description: 'Features', json: featureCollectionSchema, jsonType: GEOJSON_TYPE } },
    problems: ['not-found'],
  }),
] as const;
