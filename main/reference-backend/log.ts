// Whoever read it may be gone: the server goes on without.
process.stderr.on('error', () => undefined);

/** One JSON line on stderr; stdout belongs to the announcements. */
export function log(level: 'info' | 'warn' | 'error', message: string, details: Readonly<Record<string, unknown>> = {}): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...details })}\n`);
}

/** Logs a bug or a failure of the system, with its stack. */
export const logFault = (message: string, error: unknown): void =>
  log('error', message, { error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
