import { join } from 'node:path';

/** dist/, where this bundle lies in dist/main/. */
const dist = join(__dirname, '..');

/** Every file that main starts or serves, by its place in the built program. */
export const paths = {
  hub: join(dist, 'main', 'hub.cjs'),
  backend: join(dist, 'backend', 'index.cjs'),
  preload: { console: join(dist, 'preload', 'console.cjs'), wall: join(dist, 'preload', 'wall.cjs') },
  renderer: join(dist, 'renderer'),
  resources: join(dist, '..', 'resources'),
} as const;
