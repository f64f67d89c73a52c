import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { chooseStyle } from '../../../src/cli/theme.ts'
import { configDefaults } from '../../../src/config/defaults.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { diagnosticCodes } from '../../../src/model/codes.ts'
import { environmentVariables } from '../../../src/model/environment-variables.ts'
import { reservedNames, type VariableName, variablesForGit, variableTexts } from '../../../src/model/variables.ts'
import { findPrivacyKey } from '../../../src/records/private-files/privacy-key.ts'
import { parse, shown } from '../../support/config.ts'
import { project } from '../../support/temp-project.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => ({ file, text: readFileSync(`${root}src/${file}`, 'utf8') }))

const names = Object.keys(environmentVariables)
const isKnown = (name: string) =>
  names.some((known) => (known.endsWith('*') ? name.startsWith(known.slice(0, -1)) : name === known))

const filesWith = (pattern: RegExp) => sources.filter(({ text }) => pattern.test(text)).map(({ file }) => file)

test('one file takes the environment of the process, and one reads its variables', () => {
  // axios reads the variables for proxies by itself, and the other file asks whether it will find one.
  const takers = ['cli/context.ts', 'live/kratos/proxied-client.ts']
  expect(filesWith(/\bprocess\.env\b|\bprocess\b[^\n]*\benv\b/)).toEqual(takers)
  expect(filesWith(/\b(?:env|variables)(?:\[|\.[A-Z])/)).toEqual(['model/variables.ts'])
})

test('a program is started with no other environment', () => {
  expect(filesWith(/node:child_process/)).toEqual(['checkout/git.ts'])
  const given = { ...Object.fromEntries(names.map((name) => [name, 'x'])), GIT_DIR: 'x', GIT_CONFIG_COUNT: '1' }
  const passedOn = ['PATH', 'HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'SystemRoot', 'GIT_EXEC_PATH']
  expect(Object.keys(variablesForGit(given)).sort()).toEqual([...passedOn, 'GIT_CONFIG_*', 'GIT_CONFIG_COUNT'].sort())
})

test('every variable that the code names is on the page', () => {
  const named = sources.flatMap(({ text }) => [...text.matchAll(/\b(?:IDCTL|ORY|NODE)_[A-Z][A-Z_]*\b/g)])
  const made = ['ORY_API_KEY']
  expect([...new Set(named.map(([name]) => name))].filter((name) => !isKnown(name) && !made.includes(name))).toEqual([])
  const starters = readdirSync(`${root}bin`).map((file) => readFileSync(`${root}bin/${file}`, 'utf8'))
  const touched = starters.flatMap((text) => [...text.matchAll(/process\.env\.(\w+)/g)].map(([, name = '']) => name))
  expect(touched).toEqual(['DEBUG'])
  expect(touched.filter((name) => !isKnown(name))).toEqual([])
})

test('what documents may refer to by default is on the page', () => {
  expect(configDefaults.references.env.filter((pattern) => !names.includes(pattern))).toEqual([])
})

test.each(reservedNames)('a document that refers to %s is refused', (name) => {
  const { diagnostics } = parse(
    { 'a.yaml': `traits: { email: a@example.com, zip: "\${env:${name}}" }\n` },
    { config: { references: { env: ['*'] }, reservedVariables: reservedNames }, variables: { [name]: 'x' } },
  )
  expect(shown(diagnostics).join()).toContain('IDC302')
})

test.each(variableTexts)('%s is described in whole sentences, and its codes exist', (_, text) => {
  expect(text.meaning).toMatch(/^[A-Z][^\n]*\.$/)
  for (const part of [text.takes, text.otherwise, text.order ?? '']) expect(part).not.toMatch(/\.$|\n/)
  expect((text.codes ?? []).filter((code) => !Object.hasOwn(diagnosticCodes, code))).toEqual([])
})

/** A variable that idctl itself makes something of, and whether its example has an effect. */
type Ours = {
  [Name in VariableName]: (typeof environmentVariables)[Name]['readBy'] extends 'server' | 'output' ? Name : never
}[VariableName]

const madeKey = 'ab'.repeat(32)

function serverWith(variables: Readonly<Record<string, string>>) {
  const text = 'version: 1\nworkspace: w\n'
  const { config, diagnostics } = loadConfig({
    cwd: project({ 'idctl.yaml': text, 'identities/.keep': '' }),
    variables,
  })
  expect(shown(diagnostics)).toEqual([])
  return config?.server?.kind === 'kratos' ? config.server : undefined
}

const { IDCTL_ADMIN_URL: admin, ORY_SDK_URL: ory } = environmentVariables
const style = (env: Readonly<Record<string, string>>, isTerminal: boolean) =>
  chooseStyle({ isTerminal, env, columns: () => undefined })
const isPlain = (env: Readonly<Record<string, string>>, isTerminal: boolean) =>
  style(env, isTerminal).added('x') === 'x'

const effects: { readonly [Name in Ours]: (example: string) => unknown } = {
  IDCTL_ADMIN_URL: (example) => serverWith({ IDCTL_ADMIN_URL: example })?.adminUrl === example,
  IDCTL_API_KEY: (example) =>
    serverWith({ IDCTL_ADMIN_URL: admin.example, IDCTL_API_KEY: example })?.apiKey === example,
  ORY_SDK_URL: (example) => serverWith({ ORY_SDK_URL: example })?.adminUrl === example,
  ORY_PROJECT_API_KEY: (example) =>
    serverWith({ ORY_SDK_URL: ory.example, ORY_PROJECT_API_KEY: example })?.apiKey === example,
  IDCTL_PRIVACY_KEY: (example) =>
    findPrivacyKey('/nowhere', { IDCTL_PRIVACY_KEY: example.replace('$(openssl rand -hex 32)', madeKey) }) !==
    undefined,
  NO_COLOR: (example) => isPlain({ NO_COLOR: example }, true) && !isPlain({}, true),
  FORCE_COLOR: (example) => !isPlain({ FORCE_COLOR: example }, false) && isPlain({}, false),
  TERM: (example) => isPlain({ TERM: example }, true),
  COLUMNS: (example) => style({ COLUMNS: example }, true).width === Number(example),
}

describe('the example of', () => {
  test.each(Object.entries(effects))('%s works', (name, hasEffect) => {
    expect(hasEffect(environmentVariables[name as Ours].example)).toBe(true)
  })

  test('a variable for documents is read by one', () => {
    const [name = '', value = ''] = environmentVariables['IDCTL_DOC_*'].example.split('=')
    const found = parse(
      { 'a.yaml': `traits: { email: a@example.com, zip: "\${env:${name}}" }\n` },
      { variables: { [name]: value } },
    )
    expect(shown(found.diagnostics)).toEqual([])
    expect(found.documents[0]?.fields['/traits/zip']?.value).toBe(value)
  })
})
