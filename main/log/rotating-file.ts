import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import pino from 'pino';

export type RotationOptions = {
  /** the size at which a new file begins, bytes */
  readonly maxBytes: number;
  /** files kept besides the one that is written: `name.1.log` is the newest of them */
  readonly kept: number;
};

/** Lines that wait for a disk that does not take them, bytes; what comes beyond is lost. */
const WAITING_MAX = 1024 * 1024;

/**
 * A file for lines, written at once (they are few, and the last one before a process ends is the one that is needed),
 * that is replaced when it is full, so that a folder never grows beyond `(kept + 1) × maxBytes`. A disk
 * that is full or away costs lines, never the process; they are counted.
 */
export class RotatingFile {
  #size: number;
  #lost = 0;
  readonly #file: string;
  readonly #options: RotationOptions;
  readonly #out: ReturnType<typeof pino.destination>;

  constructor(file: string, options: RotationOptions) {
    this.#file = file;
    this.#options = options;
    mkdirSync(dirname(file), { recursive: true });
    this.#size = sizeOf(file);
    this.#out = pino.destination({ dest: file, sync: true, maxLength: WAITING_MAX });
    const lose = (): void => void (this.#lost += 1);
    this.#out.on('error', lose);
    this.#out.on('drop', lose);
  }

  /** lines and pieces that could not be written */
  get lost(): number {
    return this.#lost;
  }

  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#size > 0 && this.#size + bytes > this.#options.maxBytes && !this.#rotate()) {
      this.#lost += 1;
      return;
    }
    this.#size += bytes;
    this.#out.write(line);
  }

  /** Resolves when what was written is with the system, or can't be. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#out.once('close', () => resolve());
      this.#out.once('error', () => resolve());
      this.#out.end();
    });
  }

  /** Without it the file would grow on, so a line is lost rather than written when this fails. */
  #rotate(): boolean {
    const { kept } = this.#options;
    try {
      rmSync(this.#nameOf(kept), { force: true });
      for (let age = kept - 1; age >= 0; age -= 1) {
        if (sizeOf(this.#nameOf(age)) > 0) renameSync(this.#nameOf(age), this.#nameOf(age + 1));
      }
      this.#out.reopen();
    } catch {
      // The caller counts the line as lost, and the next one tries again.
      return false;
    }
    this.#size = 0;
    return true;
  }

  #nameOf(age: number): string {
    return age === 0 ? this.#file : this.#file.replace(/(\.\w+)?$/, `.${age}$1`);
  }
}

/** Bytes; 0 where there is no such file. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
