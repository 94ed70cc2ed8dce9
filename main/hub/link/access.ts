import { createHash, X509Certificate } from 'node:crypto';
import { checkServerIdentity } from 'node:tls';
import type { PeerCertificate } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { Dispatcher } from 'undici';
import { Agent, ProxyAgent } from 'undici';
import type { ClientOptions } from 'ws';
import type { BackendAccess } from '../../../preload/contract/index.js';

/** How long a connection may take to be made, and the backend to begin an answer and to finish it, ms. */
const TIMEOUT_MS = 10_000;
/** The largest answer that is read, bytes: the whole tier tree is about 250 kB. */
const ANSWER_MAX = 32 * 1024 * 1024;

/** Stable code of a backend whose key is none of those that the site file names. */
export const PIN_MISMATCH = 'pin-mismatch';

class PinMismatch extends Error {
  readonly code = PIN_MISMATCH;

  constructor(host: string) {
    super(`the certificate of ${host} has another key than the site file names`);
  }
}

/** Base64 of the SHA-256 of a certificate's SubjectPublicKeyInfo (as RFC 7469 has it), from its DER. */
function pinOf(certificate: Buffer): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('base64');
}

/**
 * Settings of a TLS connection. Pins come on top of the usual checks, and are looked at before anything is sent; they
 * name the key of the server's own certificate, so that an authority that was deceived does not help anybody.
 */
function tlsOptions({ ca, pins }: BackendAccess): {
  ca?: string;
  checkServerIdentity?: (host: string, certificate: PeerCertificate) => Error | undefined;
} {
  const check = (host: string, certificate: PeerCertificate): Error | undefined =>
    checkServerIdentity(host, certificate) ??
    (pins?.includes(pinOf(certificate.raw)) === true ? undefined : new PinMismatch(host));
  return { ...(ca === undefined ? {} : { ca }), ...(pins === undefined ? {} : { checkServerIdentity: check }) };
}

/** The backend on this machine is not behind any proxy. */
function proxyFor(url: URL, { proxy }: BackendAccess): string | undefined {
  const isLoopback = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
  return isLoopback ? undefined : proxy;
}

/** Carries the calls of the HTTP API. */
export function dispatcherFor(url: URL, access: BackendAccess): Dispatcher {
  // A resumed session skips the look at the certificate: with pins none is kept.
  const tls = { ...tlsOptions(access), ...(access.pins === undefined ? {} : { maxCachedSessions: 0 }) };
  const common = { headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS, maxResponseSize: ANSWER_MAX };
  const proxy = proxyFor(url, access);
  if (proxy === undefined) return new Agent({ ...common, connect: { timeout: TIMEOUT_MS, ...tls } });
  const timed = { timeout: TIMEOUT_MS };
  return new ProxyAgent({ ...common, uri: proxy, requestTls: { ...timed, ...tls }, proxyTls: timed });
}

/** What the WebSocket needs besides: the same certificate, pins and proxy. */
export function socketOptionsFor(url: URL, access: BackendAccess): ClientOptions {
  const proxy = proxyFor(url, access);
  // The library's types know an older form of this check; what it is given it hands on to Node's tls.connect.
  const tls = tlsOptions(access) as Pick<ClientOptions, 'ca' | 'checkServerIdentity'>;
  return { ...tls, ...(proxy === undefined ? {} : { agent: new HttpsProxyAgent(proxy) }) };
}

/** Why a connection failed, as a stable code. */
export function awayCode(error: unknown): 'backend-away' | typeof PIN_MISMATCH {
  return (error as { code?: unknown }).code === PIN_MISMATCH ? PIN_MISMATCH : 'backend-away';
}
