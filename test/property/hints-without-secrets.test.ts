import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from '../support/config.ts'

/** Digits that stand in no other text of these files, in all spellings that YAML takes for a number and nobody writes so. */
const misspelt = fc
  .tuple(fc.integer({ min: 71_000_000, max: 79_999_999 }), fc.constantFrom('0', '+', '0x', '0o', '-0', '', '.'))
  .map(([digits, sign]) => ({
    text: sign === '' ? `${digits}${digits}${digits}` : sign === '.' ? `+${digits}.5` : written(sign, digits),
    digits: String(digits),
  }))

function written(sign: string, digits: number): string {
  if (sign === '0x') return `0x${digits.toString(16).toUpperCase()}`
  return sign === '0o' ? `0o${digits.toString(8)}` : `${sign}${digits}`
}

const places: readonly ((text: string) => string)[] = [
  (text) => `credentials: { password: { config: { password: ${text} } } }`,
  (text) => `credentials:\n  password:\n    config:\n      password: ${text}`,
  (text) => `credentials: { password: { config: { hashed_password: ${text} } } }`,
  (text) => `credentials: { totp: { config: { totp_url: ${text} } } }`,
  (text) => `credentials: { lookup_secret: { config: { codes: [{ code: ${text} }] } } }`,
  (text) => `credentials: { lookup_secret: { config: { codes: \n  - ${text} } } }`,
  (text) => `credentials: ${text}`,
  (text) => `metadata_public: { copied: &copy ${text} }\ncredentials: { password: { config: { password: *copy } } }`,
  (text) => `metadata_admin: { pin: ${text} }`,
  (text) => `metadata_admin:\n  pin:\n    - a\n    - ${text}`,
  (text) => `metadata_admin: { pin: { deep: [{ er: ${text} }] } }`,
  (text) => `metadata_admin: { pin: 1, pin: ${text} }`,
  (text) => `metadata_admin: { "pin": ${text} }\nmetadata_public: [`,
  (text) => `metadata_public: { copied: &copy ${text} }\nmetadata_admin: { pin: *copy }`,
  (text) => `metadata_admin: { pin: *${text} }`,
  (text) => `credentials: { password: { config: { password: *${text} } } }`,
]

const config = { sensitive: ['/metadata_admin/pin'] }

test('no words about what is wrong at a secret or sensitive place show what stands there', () => {
  fc.assert(
    fc.property(misspelt, fc.constantFrom(...places), fc.boolean(), ({ text, digits }, place, inDefaults) => {
      const given = place(text)
      const shared = inDefaults && !given.includes('credentials')
      const top = 'external_id: ada\ntraits: { email: ada@example.com }\n'
      const files = shared ? { '_defaults.yaml': given, 'a.yaml': top } : { 'a.yaml': `${top}${given}\n` }
      const { diagnostics } = parse(files, { config })
      expect(diagnostics).not.toEqual([])
      for (const diagnostic of diagnostics) {
        const { summary, detail = '', hint = '' } = diagnostic
        const words = `${summary} ${detail} ${hint}`
        expect(words).not.toContain(digits)
        expect(words).not.toContain(text)
        expect(diagnostic).not.toHaveProperty('openHint')
      }
      // Nor is the line itself shown.
      expect(diagnostics.filter(({ code, secret }) => code === 'IDC206' && secret !== true)).toEqual([])
    }),
  )
})

test('elsewhere the hint says which number to write', () => {
  const { diagnostics } = parse({ 'a.yaml': 'traits: { email: ada@example.com }\nmetadata_public: { zip: 01234 }' })
  expect(diagnostics).toMatchObject([
    { code: 'IDC206', hint: 'write 1234 if a number is meant, or quote it to make it a text' },
  ])
})

test('an alias is told which document its anchor stands in', () => {
  const { diagnostics } = parse({
    'a.yaml': 'external_id: a\ntraits: &t { email: a@example.com }\n---\nexternal_id: b\ntraits: *t\n',
  })
  expect(diagnostics).toMatchObject([
    { code: 'IDC208', hint: 'an anchor is valid only in its own document: write the value of `&t` here again' },
  ])
})
