import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSnippetReader } from '../../src/cli/snippet.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { Json } from '../../src/model/json.ts'
import { checkDocuments } from '../../src/pipeline.ts'
import { formatNames } from '../../src/render/format-names.ts'
import { formatFor } from '../../src/render/formats.ts'
import type { Shown } from '../../src/render/masking/hide-first.ts'
import { plainStyle } from '../../src/render/style.ts'
import { readJson } from '../../src/source/read-json.ts'
import { readYaml } from '../../src/source/read-yaml.ts'
import { isSecretKey, withoutSecrets } from '../../src/source/secrecy.ts'
import { sourceText } from '../../src/source/source-text.ts'
import { isDeep } from '../support/depth.ts'
import { project } from '../support/temp-project.ts'

const canary = 'Kanari4711'

const config = 'version: 1\nworkspace: acme\nidentities: people\nsensitive: [/metadata_admin/badge]\n'

const documents: readonly string[] = [
  `external_id: ada\ntraits:\n  email: ada@example.com\ncredentials:\n  password:\n    config:\n      password: ${canary}\n`,
  `external_id: ada\ncredentials:\n  password: { config: { hashed_password: ${canary} } }\ntraits: { email: ada@example.com }\n`,
  `external_id: ada\ncredentials:\n  totp:\n    config:\n      totp_url: "otpauth://totp/x?secret=${canary}"\ntraits: {}\n`,
  `external_id: ada\ncredentials:\n  oidc:\n    config:\n      providers:\n        - provider: g\n          subject: ${canary}\n`,
  `external_id: ada\nmetadata_admin:\n  badge: ${canary}\n  room: 12\ntraits:\n  email: ada@example.com\n`,
  `external_id: ada\nmetadata_admin:\n  badge:\n    - door: ${canary}\n      floor: 1\ntraits: {}\n`,
  `external_id: ada\ntraits:\n  email: ada@example.com\n  pasword: ${canary}\n`,
  `{\n  "external_id": "ada",\n  "credentials": {\n    "password": {\n      "config": { "password": "${canary}" }\n    }\n  },\n  "traits": {}\n}\n`,
  `{\n  "external_id": "ada",\n  "metadata_admin": {\n    "badge": "${canary}"\n  },\n  "traits": {}\n}\n`,
]

const configs: readonly string[] = [
  `${config}kratos:\n  admin_url: https://ada:${canary}@kratos.example.com\n`,
  `${config}kratos:\n  admin_url: http://127.0.0.1:4434\n  api_key: ory_pat_${canary}\n`,
  `${config}kratos:\n  admin_url: http://127.0.0.1:4434\n  digest_key: ${canary}\n`,
  `${config}kratos:\n  admin_url: http://127.0.0.1:4434\n  former_digest_keys:\n    - ${canary}\n`,
  `${config}environments:\n  prod:\n    kratos:\n      admin_url: ftp://ada:${canary}@kratos.example.com\n`,
]

/** What slips into a file, on a line of its own or at the end of one; what names the secret stays as it is. */
const slip = fc.record({
  what: fc.constantFrom(
    ...[
      '}',
      ']',
      '"',
      "'",
      ': x',
      '- x',
      'x:',
      'x: 1',
      'x: 1\nx: 2',
      '&a',
      '*b',
      '!y z',
      '\t',
      '[',
      '{',
      ',',
      '---',
      '<<: 1',
    ],
    ...[
      '<<<<<<< HEAD',
      'name: 007',
      'x: NaN',
      `x: \${env:`,
      `x: \${file:nowhere}`,
      'x: !!binary aGk=',
      '%YAML 1.1',
      '? [1]: 2',
    ],
  ),
  line: fc.nat(12),
  indent: fc.nat(8),
  how: fc.constantFrom('before', 'behind', 'again'),
})

type Slip = typeof slip extends fc.Arbitrary<infer T> ? T : never

function damaged(text: string, slips: readonly Slip[]): string {
  const lines = text.split('\n')
  for (const { what, line, indent, how } of slips) {
    const index = line % lines.length
    const own = lines[index] ?? ''
    if (how === 'before') lines.splice(index, 0, `${' '.repeat(indent)}${what}`)
    else if (how === 'again') lines.splice(index, 0, own)
    else lines[index] = `${own} ${what}`
  }
  return lines.join('\n')
}

const runs = isDeep ? 3000 : 300

const unmasked: Shown = (value, show) => show(value)

const slips = fc.array(slip, { maxLength: 3 })

test('no format shows a line with a secret or a sensitive value, however a file of documents is broken', () => {
  const root = project({ 'idctl.yaml': config, 'people/a.yaml': '' })
  const { config: complete } = loadConfig({ cwd: root, variables: {} })
  if (complete === undefined) throw new Error('the configuration is right')
  fc.assert(
    fc.property(fc.constantFrom(...documents), slips, (text, found) => {
      writeFileSync(join(root, 'people/a.yaml'), damaged(text, found))
      const check = checkDocuments(complete, {})
      for (const name of formatNames) {
        const sheet = {
          style: plainStyle,
          readSnippet: createSnippetReader(root),
          masked: false,
          detail: 'full',
        } as const
        expect(formatFor(name, unmasked).check(check, sheet)).not.toContain(canary)
      }
    }),
    { numRuns: runs },
  )
})

test('nor of a broken idctl.yaml', () => {
  const root = project({ 'idctl.yaml': '' })
  fc.assert(
    fc.property(fc.constantFrom(...configs), slips, (text, found) => {
      writeFileSync(join(root, 'idctl.yaml'), damaged(text, found))
      const { diagnostics } = loadConfig({ cwd: root, variables: {} })
      for (const name of formatNames) {
        const sheet = {
          style: plainStyle,
          readSnippet: createSnippetReader(root),
          masked: false,
          detail: 'full',
        } as const
        expect(formatFor(name, unmasked).fileProblems('configuration', diagnostics, sheet)).not.toContain(canary)
      }
    }),
    { numRuns: runs },
  )
})

const keys = fc.constantFrom('credentials', 'api_key', 'password', 'totp_url', 'traits', 'a', 'b')
const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<Json>('x', 1, true, null),
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(keys, tie('tree'), { maxKeys: 4 }),
  ),
}))

test('the readers of YAML and of JSON agree on which lines are secret', () => {
  fc.assert(
    fc.property(tree, (value) => {
      const source = sourceText('a.json', JSON.stringify(value, null, 2))
      const lines = source.text.split('\n')
      // A closing bracket shows nothing.
      const telling = (marked: ReadonlySet<number>) =>
        lines.filter((line, at) => marked.has(at + 1) && /[^\s\]},]/.test(line))
      expect(telling(readJson(source, () => {}).secretLines)).toEqual(telling(readYaml(source, () => {}).secretLines))
    }),
  )
})

test.each([
  'credentials',
  'api_key',
  'digest_key',
  'former_digest_keys',
  'password',
  'hashed_password',
  'totp_url',
  'lookup_secret',
])('what stands behind %s is not shown in a line alone, either', (key) => {
  expect(isSecretKey(key)).toBe(true)
  expect(withoutSecrets(`${key}: ${canary}`)).not.toContain(canary)
})
