/** Tells everybody who listens that there are new events; what they are, each reads from storage. */
export class Bell {
  readonly #listeners = new Set<() => void>();

  /** @returns stops listening */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ring(): void {
    for (const listener of this.#listeners) listener();
  }
}
