/** What stands in place of a secret. */
const HIDDEN = '[redacted]';
/** Members whose value is a secret, whatever it is; compared without case. */
const SECRET_NAME = /token|passw|passphrase|authorization|secret|privatekey|credential|cookie|proxy/i;
/** A member of JSON text with such a name and a text as value. */
const SECRET_MEMBER =
  /("(?:[^"\\]|\\.)*(?:token|passw|passphrase|authorization|secret|privatekey|credential|cookie)(?:[^"\\]|\\.)*"\s*:\s*)"(?:[^"\\]|\\.)*"/gi;
const BEARER = /\b(Bearer|Basic)\s+[\w+/=.~-]+/gi;
const USER_IN_URL = /(:\/\/)[^/@\s"\\]+@/g;
/** A shorter one would be found inside of ordinary words. */
const KNOWN_MIN = 8;
const DEPTH_MAX = 6;

/** Keeps secrets out of the log: by the names of members, by how they look in a text, and those that are known by value. */
export class Redaction {
  readonly #known = new Set<string>();

  /** A value that no line may hold. */
  know(secret: string | undefined): void {
    if (secret !== undefined && secret.length >= KNOWN_MIN) this.#known.add(secret);
  }

  /** What is logged, without the values of members whose names say that they are secret. */
  object(value: Record<string, unknown>): Record<string, unknown> {
    return hide(value, 0) as Record<string, unknown>;
  }

  /** A whole line as it would be written. */
  line(line: string): string {
    let clean = line.replace(SECRET_MEMBER, `$1"${HIDDEN}"`).replace(BEARER, `$1 ${HIDDEN}`).replace(USER_IN_URL, `$1${HIDDEN}@`);
    for (const secret of this.#known) {
      for (const form of [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]) {
        clean = clean.replaceAll(form, HIDDEN);
      }
    }
    return clean;
  }
}

function hide(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Error) return value;
  if (depth >= DEPTH_MAX) return '[deep]';
  if (Array.isArray(value)) return value.map((item) => hide(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, SECRET_NAME.test(name) ? HIDDEN : hide(member, depth + 1)]),
  );
}
