import { createHmac } from 'node:crypto'

/**
 * A stand-in for personal data that stays the same wherever the same key is used, and that nobody without the key can
 * look up, however few values there are to try. 80 bits, in letters and digits.
 *
 * @param kind Keeps equal texts of different kinds (a key, an address) apart.
 */
export function pseudonymOf(privacyKey: Uint8Array, kind: string, text: string): string {
  const digest = createHmac('sha256', privacyKey).update(`${kind}\u0000${text}`).digest()
  return Array.from(digest.subarray(0, 16), (byte) => alphabet[byte & 31]).join('')
}

/** Without i, l, o and u: no mistaken letters, and no words. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
