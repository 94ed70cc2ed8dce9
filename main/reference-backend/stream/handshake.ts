import { bearerToken } from '../http/serve.js';

const PROTOCOL = 'yilan.v1';
const SCHEME = 'bearer';
/** Before a token, for who wants it told apart from a protocol. */
const TOKEN_PREFIXES = ['yilan.token.', 'bearer.'];
/** Offered values that are looked at; nobody needs more, and each may cost a look into the database. */
const OFFERED_MAX = 8;

/** The header Sec-WebSocket-Protocol, in the order of preference. */
export const offeredProtocols = (header: string | undefined): readonly string[] =>
  (header ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .slice(0, OFFERED_MAX);

/** What may be the token of a handshake, and the offered value that carries it. */
export type Candidate = { readonly token: string; readonly offered?: string };

/**
 * Browsers cannot set headers on a WebSocket; they offer the token as a subprotocol. With a header nothing else is
 * tried; else every offered value may be it, as it stands or behind a prefix.
 */
export function tokenCandidates(authorization: string | undefined, offered: readonly string[]): readonly Candidate[] {
  const token = bearerToken(authorization);
  if (token !== undefined) return [{ token }];
  return offered
    .filter((name) => name !== PROTOCOL && name.toLowerCase() !== SCHEME)
    .flatMap((name) => {
      const bare = TOKEN_PREFIXES.find((prefix) => name.startsWith(prefix));
      const whole = { token: name, offered: name };
      return bare === undefined || bare === name ? [whole] : [{ token: name.slice(bare.length), offered: name }, whole];
    });
}

/**
 * Which of the offered subprotocols is selected: ours, else the first that is not the token, which is echoed only where
 * there is no other, since clients give up when none is selected.
 */
export function selectedProtocol(offered: readonly string[], carrier: string | undefined): string | undefined {
  if (offered.includes(PROTOCOL)) return PROTOCOL;
  return offered.find((name) => name !== carrier) ?? offered[0];
}

/** RFC 7692, 7.1: what an offer may ask of us. Windows below the ones that we compress with cannot be had. */
const PARAMETER =
  /^(?:server_no_context_takeover|client_no_context_takeover|client_max_window_bits(?:=(?:"(?:8|9|1[0-5])"|(?:8|9|1[0-5])))?|server_max_window_bits=(?:"1[2-5]"|1[2-5]))$/;

/** The offers of the header Sec-WebSocket-Extensions that can be met; undefined: none, so that nothing is compressed. */
export function metExtensions(header: string | undefined): string | undefined {
  const met = (header ?? '').split(',').filter((offer) => {
    const [name, ...parameters] = offer.split(';').map((part) => part.replace(/\s+/g, ''));
    const names = parameters.map((parameter) => parameter.split('=')[0]);
    return (
      name === 'permessage-deflate' &&
      parameters.every((parameter) => PARAMETER.test(parameter)) &&
      new Set(names).size === names.length
    );
  });
  return met.length === 0 ? undefined : met.join(',');
}
