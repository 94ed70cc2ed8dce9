import { isIPv6 } from 'node:net';
import type { Result } from '../../../preload/contract/index.js';
import { err, ok } from '../../../preload/contract/index.js';
import { Slots } from '../http/slots.js';
import { LoginThrottle } from './login-throttle.js';
import { Turns } from './turns.js';

/** Failures within five minutes, of a name from one network and from everywhere. */
const FAILURES_MAX = 10;
const FAILURES_OF_NAME_MAX = 100;
/** Attempts that may wait for their derivation, of all and of one network: some seconds' worth. */
const WAITING_MAX = { all: 64, each: 32 };
/** Told to those beyond that, seconds. */
const CROWDED_S = 5;
/** Derivations at once: each takes 32 MiB and one of Node's four threads, which they share with the database. */
const DERIVATIONS_MAX = 2;
/** Networks from which a name logged in, remembered at once. */
const KNOWN_MAX = 10_000;

/** Who tries to log in: the name, whether it exists or not, and the address of the other end. */
export type Attempt = { readonly name: string; readonly address: string };

/**
 * What stands before the derivation of a password. A name is refused after 10 failures from one network, and after 100
 * from everywhere, but then not to a network from which it logged in before: nobody can lock a name's owner out from
 * elsewhere. Whoever stands behind a proxy shares its address.
 */
export class LogInGate {
  /** shared with whoever else derives */
  readonly derivations = new Turns(DERIVATIONS_MAX);
  readonly #slots = new Slots(WAITING_MAX);
  readonly #here = new LoginThrottle(FAILURES_MAX);
  readonly #everywhere = new LoginThrottle(FAILURES_OF_NAME_MAX);
  readonly #known = new Set<string>();

  /**
   * Lets an attempt through in its turn; `prove` answers undefined where the password is wrong. `now` gives UTC ms.
   * @returns an error is the seconds to wait
   */
  async attempt<T>(
    { name, address }: Attempt,
    now: () => number,
    prove: () => Promise<T | undefined>,
  ): Promise<Result<T | undefined, number>> {
    const network = networkOf(address);
    const giveBack = this.#slots.take(network);
    if (giveBack === undefined) return err(CROWDED_S);
    try {
      const here = `${network} ${name}`;
      return await throttled(this.#here, here, now, async () => {
        const proven = this.#known.has(here)
          ? ok(await this.derivations.run(network, prove))
          : await throttled(this.#everywhere, name, now, async () => ok(await this.derivations.run(network, prove)));
        if (proven.ok && proven.value !== undefined) this.#remember(here);
        return proven;
      });
    } finally {
      giveBack();
    }
  }

  #remember(here: string): void {
    this.#known.delete(here);
    this.#known.add(here);
    const first = this.#known.values().next();
    if (this.#known.size > KNOWN_MAX && first.done !== true) this.#known.delete(first.value);
  }
}

async function throttled<T>(
  throttle: LoginThrottle,
  name: string,
  now: () => number,
  attempt: () => Promise<Result<T | undefined, number>>,
): Promise<Result<T | undefined, number>> {
  const wait = await throttle.begin(name, now);
  if (wait !== null) return err(wait);
  let outcome: Parameters<LoginThrottle['end']>[1] = 'broken';
  try {
    const proven = await attempt();
    if (proven.ok) outcome = proven.value === undefined ? 'failed' : 'succeeded';
    return proven;
  } finally {
    throttle.end(name, outcome, now());
  }
}

/**
 * What one client has of addresses: an IPv4 address (also where it is written as IPv6), of IPv6 the first 64 bits
 * (RFC 4291, 2.5.4).
 */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::');
  const groups = (text: string | undefined): string[] => (text === undefined || text === '' ? [] : text.split(':'));
  const [first, last] = [groups(head), groups(tail)];
  const missing = tail === undefined ? 0 : 8 - first.length - last.length;
  return [...first, ...Array<string>(Math.max(0, missing)).fill('0'), ...last].slice(0, 4).join(':');
}
