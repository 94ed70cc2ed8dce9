import { z } from 'zod';
import { canonicalJson } from './canonical-json.js';
import { sha256Schema } from './command.js';
import { wireTimeSchema } from './time.js';

/** Acts on a command that are signed. A signature for one act is none for another. */
export const SIGNED_ACTS = ['issue', 'approve', 'refuse', 'recall', 'verify'] as const;
export const signedActSchema = z.enum(SIGNED_ACTS);
export type SignedAct = z.infer<typeof signedActSchema>;

/** How far a person's clock may differ from the server's before what they sign is refused, ms. */
export const CLOCK_TOLERANCE_MS = 5 * 60_000;

/**
 * An Ed25519 public key (RFC 8032), its 32 bytes in base64url without padding. The last of the 43 characters carries
 * four bits only; the pattern leaves one way to write a key.
 */
export const publicKeySchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/)
  .meta({ id: 'PublicKey' });

/** The id of a key: SHA-256 of the 32 bytes of the public key, lower-case hex. */
export const keyIdSchema = sha256Schema;

/** An Ed25519 signature, its 64 bytes in base64url without padding. */
export const signatureBytesSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{86}$/)
  .meta({ id: 'SignatureBytes' });

/** A signed act on a command as it is handed in; the call says which act it is. */
export const signatureSchema = z
  .strictObject({
    account: z.string().min(1).max(80),
    key: z.string().min(1).max(80).describe('the id of the key'),
    at: wireTimeSchema.describe("when it was signed, by the signer's clock"),
    sig: signatureBytesSchema.describe(
      'Ed25519 over the canonical JSON (RFC 8785) of {v: 1, act, command: hash, account, key, at}; base64url without padding',
    ),
  })
  .meta({ id: 'Signature' });
export type Signature = Readonly<z.infer<typeof signatureSchema>>;

/** A signed act as a command shows it. */
export const actSignatureSchema = signatureSchema.extend({ act: signedActSchema }).meta({ id: 'ActSignature' });
export type ActSignature = Readonly<z.infer<typeof actSignatureSchema>>;

/**
 * The text whose UTF-8 bytes are signed for an act on a command.
 * @param command hash of the command: SHA-256 of the canonical JSON of `frozen`, lower-case hex
 */
export const signedText = (act: SignedAct, command: string, { account, key, at }: Omit<Signature, 'sig'>): string =>
  canonicalJson({ v: 1, act, command, account, key, at });

export type Certified = {
  readonly account: string;
  readonly key: string;
  readonly publicKey: string;
  /** RFC 3339: when the key was confirmed */
  readonly at: string;
};

/** The text that the root key signs when a key is confirmed to be an account's. */
export const certificateText = ({ account, key, publicKey, at }: Certified): string =>
  canonicalJson({ v: 1, act: 'certify', account, key, publicKey, at });
