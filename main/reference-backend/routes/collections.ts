import { GEOJSON_TYPE, operationOf } from '../../../preload/contract/backend-api.js';
import { ok } from '../../../preload/contract/index.js';
import type { Backend } from '../backend.js';
import { collectionsOf } from '../collections.js';
import type { Route } from '../http/serve.js';
import { serve } from '../http/serve.js';
import { refuse } from '../problem.js';
import { sliceOf } from '../rules/slice.js';

export function collectionRoutes(backend: Backend): Route[] {
  const collections = collectionsOf(backend);
  return [
    serve(backend, operationOf('listCollections'), async (_caller, { query }) =>
      ok({
        status: 200,
        body: sliceOf(
          collections.map(({ about }) => about),
          query,
        ),
      }),
    ),

    serve(backend, operationOf('listFeatures'), async (caller, { params: { id }, query: { bbox, cursor, limit } }) => {
      const collection = collections.find(({ about }) => about.id === id);
      if (collection === undefined) return refuse('not-found');
      const readable = backend.tiers.readable(caller.tier, backend.now());
      const { features, next } = await collection.page({ bbox, cursor, limit }, readable);
      const body = { type: 'FeatureCollection', features, ...(next === undefined ? {} : { next }) };
      return ok({ status: 200, type: GEOJSON_TYPE, body });
    }),
  ];
}
