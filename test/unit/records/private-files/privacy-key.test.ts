import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { pseudonymOf } from '../../../../src/model/pseudonym.ts'
import { readPrivacyKey } from '../../../../src/records/private-files/privacy-key.ts'

function emptyRoot(): string {
  const root = mkdtempSync(join(tmpdir(), 'idctl-key-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return root
}

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8)

test('the first use makes a key that only its owner can read; the next one finds it', async () => {
  const root = emptyRoot()
  const first = await readPrivacyKey(root, {})
  const again = await readPrivacyKey(root, {})
  expect([first.isNew, again.isNew]).toEqual([true, false])
  expect(again.bytes).toEqual(first.bytes)
  expect(mode(join(root, '.idctl/privacy.key'))).toBe('600')
  expect(mode(join(root, '.idctl'))).toBe('700')
})

test('two projects have two keys', async () => {
  const [left, right] = await Promise.all([readPrivacyKey(emptyRoot(), {}), readPrivacyKey(emptyRoot(), {})])
  expect(left.bytes).not.toEqual(right.bytes)
})

test('the variable beats the file, and makes none', async () => {
  const root = emptyRoot()
  const key = 'k'.repeat(32)
  const { bytes } = await readPrivacyKey(root, { IDCTL_PRIVACY_KEY: key })
  expect(Buffer.from(bytes).toString()).toBe(key)
  expect(() => readFileSync(join(root, '.idctl/privacy.key'))).toThrow()
})

test.each(['short', 'k'.repeat(31), `${'k'.repeat(40)} `, 'ü'.repeat(40)])(
  'a key like %j is refused, and not shown',
  async (key) => {
    const refusal = await readPrivacyKey(emptyRoot(), { IDCTL_PRIVACY_KEY: key }).catch((error: unknown) => error)
    expect(refusal).toMatchObject({ exit: 'invalid' })
    expect(String(refusal)).not.toContain(key)
  },
)

test('a damaged key file is an error, never replaced', async () => {
  const root = emptyRoot()
  mkdirSync(join(root, '.idctl'))
  writeFileSync(join(root, '.idctl/privacy.key'), '')
  await expect(readPrivacyKey(root, {})).rejects.toMatchObject({ exit: 'invalid' })
  expect(readFileSync(join(root, '.idctl/privacy.key'), 'utf8')).toBe('')
})

test('a folder in the place of the key is an error that names the way round', async () => {
  const root = emptyRoot()
  mkdirSync(join(root, '.idctl/privacy.key'), { recursive: true })
  chmodSync(join(root, '.idctl'), 0o700)
  await expect(readPrivacyKey(root, {})).rejects.toMatchObject({ exit: 'error', hint: /IDCTL_PRIVACY_KEY/ })
})

test('law: a pseudonym depends on key, kind and text, and on nothing else', () => {
  const bytes = fc.uint8Array({ minLength: 16, maxLength: 32 })
  fc.assert(
    fc.property(bytes, bytes, fc.string(), fc.string(), (key, otherKey, text, otherText) => {
      const name = pseudonymOf(key, 'key', text)
      expect(name).toMatch(/^[0-9a-hjkmnp-tv-z]{16}$/)
      expect(pseudonymOf(key, 'key', text)).toBe(name)
      expect(pseudonymOf(key, 'address', text)).not.toBe(name)
      if (text !== otherText) expect(pseudonymOf(key, 'key', otherText)).not.toBe(name)
      if (!Buffer.from(key).equals(Buffer.from(otherKey))) expect(pseudonymOf(otherKey, 'key', text)).not.toBe(name)
    }),
  )
})
