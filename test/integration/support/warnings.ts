import type { AccountName } from './backend-client.js';
import { tokenOf } from './backend-client.js';

/** What became of a message: the answer, or the code of the problem and its place. */
export type Sent = {
  readonly status: number;
  readonly code: string | undefined;
  readonly path: string | undefined;
  readonly body: unknown;
};

type SendOptions = { readonly type?: string | undefined; readonly account?: AccountName | undefined };

/** Hands a CAP message in, as `application/cap+xml` by the city's officer unless told otherwise. */
export async function sendWarning(
  url: string,
  message: string | Uint8Array,
  { type = 'application/cap+xml', account = 'officer' }: SendOptions = {},
): Promise<Sent> {
  const response = await fetch(`${url}/v1/warnings`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokenOf(account)}`, 'content-type': type },
    body: Buffer.from(message as string),
  });
  const body = (await response.json()) as { type?: string; path?: string };
  return { status: response.status, code: body.type?.replace('urn:yilan:problem:', ''), path: body.path, body };
}
