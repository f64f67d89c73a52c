import { createHmac } from 'node:crypto'

/**
 * A keyed stand-in for personal data. The same key gives the same pseudonym; without the key nobody can find the text, even
 * by trying every likely value. 80 bits as 16 letters and digits.
 *
 * @param kind Keeps equal texts of different kinds (a key, an address) apart.
 */
export function pseudonymOf(privacyKey: Uint8Array, kind: string, text: string): string {
  const digest = createHmac('sha256', privacyKey).update(`${kind}\u0000${text}`).digest()
  return Array.from(digest.subarray(0, 16), (byte) => alphabet[byte & 31]).join('')
}

/** Without i, l, o and u, so that characters are not confused and no words appear. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'
