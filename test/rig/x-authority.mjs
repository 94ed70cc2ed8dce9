import { appendFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Address families of an Xauthority entry (libXau's Xauth.h). */
const FAMILY = { local: 256, wild: 0xffff };
const PROTOCOL = 'MIT-MAGIC-COOKIE-1';

/**
 * Writes a file that lets its holder into a server whose display number isn't known yet.
 *
 * @param {string} file
 * @param {Buffer} cookie 16 random bytes
 */
export function writeAuthority(file, cookie) {
  writeFileSync(file, entry(FAMILY.wild, '', '', cookie), { mode: 0o600 });
}

/**
 * Adds the entry for one display: python3-xlib doesn't know wildcard entries.
 *
 * @param {string} file
 * @param {Buffer} cookie
 * @param {number} displayNumber
 */
export function addDisplayToAuthority(file, cookie, displayNumber) {
  appendFileSync(file, entry(FAMILY.local, hostname(), String(displayNumber), cookie));
}

/**
 * @param {number} family
 * @param {string} address
 * @param {string} displayNumber
 * @param {Buffer} cookie
 */
function entry(family, address, displayNumber, cookie) {
  const fields = [address, displayNumber, PROTOCOL, cookie].map((field) => {
    const bytes = Buffer.from(field);
    return Buffer.concat([bigEndian16(bytes.length), bytes]);
  });
  return Buffer.concat([bigEndian16(family), ...fields]);
}

/** @param {number} value */
function bigEndian16(value) {
  return Buffer.from([value >> 8, value & 0xff]);
}
