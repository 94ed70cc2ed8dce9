import type { Picture } from '../../preload/contract/index.js';

/**
 * Pictures that were received and those that are in effect. A picture takes effect at its `effectiveAt` (hub's
 * monotonic ms), on every window together; an older version never replaces a newer one.
 */
export class PictureQueue {
  #shown: Picture | undefined;
  #waiting: Picture[] = [];

  /** False when it is not newer than what is known already. */
  add(picture: Picture): boolean {
    const newest = this.#waiting.at(-1) ?? this.#shown;
    if (newest !== undefined && picture.version <= newest.version) return false;
    // One that would come into effect no earlier than a newer one would never be seen.
    this.#waiting = [...this.#waiting.filter((old) => old.effectiveAt < picture.effectiveAt), picture];
    return true;
  }

  /**
   * The picture in effect. While the hub's clock is unknown (`hubNow` undefined) only a first picture is shown:
   * something now is better than a black panel, and there is nothing it could be out of step with.
   */
  at(hubNow: number | undefined): Picture | undefined {
    if (hubNow === undefined) {
      if (this.#shown === undefined) this.#shown = this.#waiting.pop();
      return this.#shown;
    }
    let due: Picture | undefined;
    for (const picture of this.#waiting) if (picture.effectiveAt <= hubNow) due = picture;
    if (due !== undefined) {
      const { version } = due;
      this.#shown = due;
      this.#waiting = this.#waiting.filter((picture) => picture.version > version);
    }
    return this.#shown;
  }

  /** The hub was restarted: its versions begin anew. What is shown stays until its first picture takes effect. */
  forgetVersions(): void {
    this.#waiting = [];
    if (this.#shown !== undefined) this.#shown = { ...this.#shown, version: -1 };
  }
}
