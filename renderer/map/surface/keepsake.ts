/**
 * A copy of the last picture on a 2D canvas under the WebGL canvas. When the GPU process dies every WebGL canvas is
 * blank for about a second; then this is what the hall sees (4-wall.md).
 */
export class Keepsake {
  readonly #canvas = document.createElement('canvas');

  constructor(container: HTMLElement) {
    this.#canvas.className = 'map-keepsake';
    Object.assign(this.#canvas.style, { position: 'absolute', inset: '0', width: '100%', height: '100%' });
    container.prepend(this.#canvas);
  }

  /** Must run in the task that drew `source`: its buffer is not preserved. */
  keep(source: HTMLCanvasElement): void {
    if (this.#canvas.width !== source.width || this.#canvas.height !== source.height) {
      this.#canvas.width = source.width;
      this.#canvas.height = source.height;
    }
    this.#canvas.getContext('2d', { alpha: false })?.drawImage(source, 0, 0);
  }

  remove(): void {
    this.#canvas.remove();
  }
}
