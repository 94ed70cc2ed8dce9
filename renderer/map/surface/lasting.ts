import { createMortalSurface, type Highlight, type MortalSurface, type Surface, type SurfaceOptions } from './surface.js';
import type { TreeShape } from '../layers/tree.js';

/** After a loss the GPU process needs about a second (4-wall.md); until then a new context is refused. */
const RETRY_MS = 500;

type Body = { readonly surface: MortalSurface; readonly host: HTMLElement };

/**
 * A surface that outlives its WebGL context. deck cannot carry its buffers over to a restored context, so the map is
 * ended at once, its kept picture stays, and a new map with the same camera and command takes its place when drawn.
 * @throws Error when the window has no WebGL2 in the first place
 */
export function createSurface(options: SurfaceOptions): Surface {
  const { container } = options;
  let { panel, canvas, camera } = options;
  let tree: TreeShape | undefined;
  let highlight: Highlight | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let destroyed = false;
  let current: Body;

  const build = (onFirstIdle?: () => void): Body => {
    const host = document.createElement('div');
    // A renewed map stays hidden until it is complete: half a map would cover the kept picture.
    Object.assign(host.style, { position: 'absolute', visibility: onFirstIdle === undefined ? 'visible' : 'hidden' });
    container.append(host);
    let first = true;
    let surface: MortalSurface;
    try {
      surface = createMortalSurface({
        ...options,
        container: host,
        panel,
        canvas,
        camera,
        onIdle: () => {
          if (first) {
            host.style.visibility = 'visible';
            onFirstIdle?.();
          }
          first = false;
          options.onIdle();
        },
      });
    } catch (error) {
      host.remove();
      throw error;
    }
    if (tree !== undefined) surface.setTree(tree);
    if (highlight !== undefined) surface.setHighlight(highlight);
    // Ending a map loses its context too: only the first loss of the current one counts.
    const onLost = (): void => {
      host.removeEventListener('webglcontextlost', onLost, true);
      if (!destroyed && current.host === host) renew(true);
    };
    host.addEventListener('webglcontextlost', onLost, true);
    return { surface, host };
  };

  const renew = (report: boolean): void => {
    const old = current;
    old.surface.end();
    timer = setTimeout(() => {
      try {
        current = build(() => {
          old.surface.destroy();
          old.host.remove();
        });
      } catch (error) {
        if (report) options.onError(error);
        renew(false);
      }
    }, RETRY_MS);
  };
  current = build();

  return {
    setCamera: (next) => {
      camera = next;
      current.surface.setCamera(next);
    },
    setTree: (next) => {
      tree = next;
      current.surface.setTree(next);
    },
    setHighlight: (next) => {
      highlight = next;
      current.surface.setHighlight(next);
    },
    setPanel: (nextPanel, nextCanvas) => {
      panel = nextPanel;
      canvas = nextCanvas;
      current.surface.setPanel(nextPanel, nextCanvas);
    },
    destroy: () => {
      destroyed = true;
      clearTimeout(timer);
      current.surface.destroy();
      current.host.remove();
    },
  };
}
