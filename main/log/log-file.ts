import { join } from 'node:path';
import type { Logger } from 'pino';
import pino from 'pino';
import { Redaction } from './redact.js';
import { RotatingFile } from './rotating-file.js';

/** 6 files of 4 MiB: some 100,000 lines, weeks of a hall's life. */
const ROTATION = { maxBytes: 4 * 1024 * 1024, kept: 5 } as const;

export type LogFileOptions = {
  /** the folder of the logs */
  readonly dir: string;
  /** of the process, and of its file */
  readonly name: string;
  readonly maxBytes?: number;
};

export type LogFile = {
  readonly log: Logger;
  /** A value that no line may hold from now on. */
  know(secret: string | undefined): void;
  /** Lines that the disk did not take. */
  lost(): number;
  /** Resolves when the last line is written. */
  close(): Promise<void>;
};

/** JSON lines in `DIR/NAME.log`, bounded and without secrets; warnings and worse also go to stderr, likewise. */
export function openLogFile({ dir, name, maxBytes = ROTATION.maxBytes }: LogFileOptions): LogFile {
  const redaction = new Redaction();
  const file = new RotatingFile(join(dir, `${name}.log`), { maxBytes, kept: ROTATION.kept });
  const cleaned = (stream: { write(line: string): void }): { write(line: string): void } => ({
    write: (line) => stream.write(redaction.line(line)),
  });
  const log = pino(
    { name, formatters: { log: (object) => redaction.object(object) }, serializers: { err: pino.stdSerializers.err } },
    pino.multistream([
      { level: 'info', stream: cleaned(file) },
      { level: 'warn', stream: cleaned({ write: (line) => void process.stderr.write(line) }) },
    ]),
  );
  return { log, know: (secret) => redaction.know(secret), lost: () => file.lost, close: () => file.close() };
}
