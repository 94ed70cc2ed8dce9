import { setWorkerUrl } from 'maplibre-gl';
// The file is self-contained: it is copied as it is and served from the program's own origin (no blob: workers).
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url&no-inline';

export const serveOwnWorker = (): void => {
  setWorkerUrl(new URL(workerUrl, location.href).href);
};
