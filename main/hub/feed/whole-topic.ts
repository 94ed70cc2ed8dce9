import type { FramePart, ValueOf, ValueTopic } from '../../../preload/contract/index.js';
import type { Versions } from './versions.js';

/** A value that is sent whole whenever it changed; it is worked out only when it is about to be sent. */
export class WholeTopic<T extends ValueTopic> {
  readonly name: T;
  #text: string | undefined;
  #part: FramePart | undefined;
  #changedAt = 0;
  #isOld = true;
  readonly #versions: Pick<Versions, 'open'>;
  readonly #read: () => ValueOf<T>;

  constructor(name: T, versions: Pick<Versions, 'open'>, read: () => ValueOf<T>) {
    this.name = name;
    this.#versions = versions;
    this.#read = read;
  }

  /** It may be another now. */
  touch(): void {
    this.#isOld = true;
  }

  /** Looks at the value, before a version is closed. True when it is another than before. */
  refresh(): boolean {
    if (!this.#isOld) return false;
    this.#isOld = false;
    const value = this.#read();
    const text = JSON.stringify(value);
    if (text === this.#text) return false;
    this.#text = text;
    this.#part = { form: 'value', topic: this.name, value } as unknown as FramePart;
    this.#changedAt = this.#versions.open;
    return true;
  }

  /** @param from the version that a window has; undefined where it has nothing of this topic */
  since(from: number | undefined): FramePart | undefined {
    return from !== undefined && this.#changedAt <= from ? undefined : this.#part;
  }
}
