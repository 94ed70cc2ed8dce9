import type { Account, CommandRequest, InboxItem, Signature } from '../../../preload/contract/index.js';
import { toWireTime } from '../../../preload/contract/index.js';
import type { TestBackend } from './backend.js';
import { startBackend } from './backend.js';
import { CITY, Client, DISTRICT, freshFolder, TOWN } from './backend-client.js';
import { approvalResources, Signer, TestKey, withKeys } from './signing.js';

const person = (name: string, roles: Account['roles'], tier = CITY): Account => ({
  name,
  token: `ready-token-of-${name}`,
  roles,
  tier,
});

/** They have keys that the accounts file names; that of `retired` is revoked. */
const KEYED = [
  person('issuer', ['officer', 'approver']),
  person('colleague', ['officer']),
  person('approver', ['approver']),
  person('leader', ['leader', 'approver']),
  person('district-approver', ['approver', 'officer'], DISTRICT),
  person('retired', ['approver', 'officer']),
];
const KEYLESS: Account[] = [
  person('keyless', ['officer']),
  person('installer', ['installer']),
  person('hall', ['device']),
  person('district-hall', ['device'], DISTRICT),
  person('town', ['responder'], TOWN),
  { ...person('hands', ['responder']), subtree: true },
];

/** A backend with persons who sign, and a template that needs an approval. */
export class SignedHall {
  backend: TestBackend;
  /** a key that the backend has never seen */
  readonly stranger = new TestKey();
  readonly #keys: ReadonlyMap<string, TestKey>;
  readonly #restart: () => Promise<TestBackend>;

  private constructor(backend: TestBackend, keys: ReadonlyMap<string, TestKey>, restart: () => Promise<TestBackend>) {
    this.backend = backend;
    this.#keys = keys;
    this.#restart = restart;
  }

  static async start(): Promise<SignedHall> {
    const { accounts, keys } = withKeys(KEYED);
    const [data, args] = [freshFolder(), approvalResources()];
    const start = (): Promise<TestBackend> => startBackend({ data, accounts: [...accounts, ...KEYLESS], args });
    const hall = new SignedHall(await start(), keys, start);
    const retired = hall.as('retired');
    const { status, text } = await retired.post(`/v1/keys/${retired.key.id}/revocation`, undefined);
    if (status !== 201) throw new Error(text);
    return hall;
  }

  as(name: string): Signer {
    return new Signer(this.backend.url, `ready-token-of-${name}`, name, this.#keys.get(name) ?? this.stranger);
  }

  /** Kills the backend and starts it again on its folder. */
  async killAndRestart(): Promise<void> {
    await this.backend.kill('SIGKILL');
    this.backend = await this.#restart();
  }

  /** Whether the newest directives of the town are of this command. */
  async isInInbox(command: string): Promise<boolean> {
    const { items } = (await new Client(this.backend.url, 'ready-token-of-town', 'town').get('/v1/inbox?limit=5')).body as {
      items: InboxItem[];
    };
    return items.some((item) => item.command === command);
  }

  /** An order of `issuer`, handed in as it should be. */
  async handedIn(order?: CommandRequest): Promise<CommandRequest> {
    const request = order ?? (await this.as('issuer').order());
    const reply = await this.as('issuer').submit(request);
    if (reply.status !== 201) throw new Error(reply.text);
    return request;
  }
}

/** RFC 3339, `ms` from now. */
export const soon = (ms: number): string => toWireTime(Date.now() + ms);

/** The signature with its first character changed. */
export const altered = ({ sig, ...rest }: Signature): Signature => ({
  ...rest,
  sig: (sig.startsWith('A') ? 'B' : 'A') + sig.slice(1),
});
