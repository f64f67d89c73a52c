import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'
import type { Config } from '../../../src/config/types.ts'
import { computePlan, type PlanOptions } from '../../../src/pipeline.ts'
import { openPlanFile } from '../../../src/records/planfile/read.ts'
import { writePlanFile } from '../../../src/records/planfile/write.ts'
import { refusePlan } from '../../../src/refuse-plan.ts'
import { person } from '../../support/builders.ts'
import { planIn } from '../../support/planned.ts'
import { readOnlyLive } from '../../support/read-only-live.ts'
import { project } from '../../support/temp-project.ts'

const documentOf = (name: string, roles = '') =>
  `idctl: { key: ${name} }\ntraits: { email: ${name}@example.com${roles} }\n`

function folder(rules: string): string {
  return project({
    'idctl.yaml': `version: 1\nworkspace: acme\nschema_id: person\ngit: false\nkratos: { admin_url: "http://127.0.0.1:9" }\nsensitive: [/traits/phone]\nrules:\n${rules}`,
    'identities/person.schema.json': JSON.stringify(person.source),
    'identities/a/ada.yaml': documentOf('ada', ', roles: [admin], phone: "+49 30 901820"'),
    'identities/b/bob.yaml': documentOf('bob'),
  })
}

function configOf(root: string, identities?: string): Config {
  const { config, diagnostics } = loadConfig({ cwd: root, variables: {}, offline: true, identities })
  expect(diagnostics).toEqual([])
  return config as Config
}

const options: PlanOptions = {
  ...{ consents: {}, takeOver: [], variables: {}, now: new Date('2026-01-01T12:00:00Z') },
  signal: new AbortController().signal,
}
const planOf = (config: Config, more: Partial<PlanOptions> = {}) =>
  computePlan(config, readOnlyLive([]), { ...options, ...more })

/** `severity code file:line summary` of what the rules say of a plan that creates ada and bob. */
async function said(rules: string, more: Partial<PlanOptions> = {}): Promise<readonly string[]> {
  const planned = await planOf(configOf(folder(rules)), more)
  const { diagnostics } = planned.ok ? planned.plan : planned
  expect(planned.ok).toBe(diagnostics.every(({ severity }) => severity === 'warning'))
  return diagnostics.map(({ severity, code, at, summary }) => `${severity} ${code} ${at?.file}:${at?.line} ${summary}`)
}

const rule = (each: string, assert: string, more = '') =>
  `  - name: house\n    each: ${each}\n${more}    assert: |-\n      ${assert}\n`
const warn = '    level: warn\n'

describe('a rule about a plan', () => {
  test('that denies leaves no plan, and names the document', async () => {
    const admins = rule('change', '!change.fields.exists(f, f.path == "/traits/roles" && "admin" in f.after)')
    expect(await said(admins)).toEqual(['error IDC262 identities/a/ada.yaml:1 the change of ada breaks the rule house'])
  })

  test('that warns is a warning of the plan', async () => {
    expect(await said(rule('change', 'change.key != "bob"', warn))).toEqual([
      'warning IDC262 identities/b/bob.yaml:1 the change of bob breaks the rule house',
    ])
  })

  test.each([
    ['plan', 'summary.create == 2 && changes.size() == 2 && docs.size() == 2 && today == "2026-01-01"'],
    ['change', 'change.action == "create" && change.reason == "new" || change.reason != ""'],
    [
      'change',
      'change.fields.all(f, !has(f.before)) && change.credentials.size() == 0 && change.file.startsWith("identities/")',
    ],
    ['change', 'change.fields.filter(f, f.sensitive).all(f, f.path == "/traits/phone" && has(f.after))'],
    ['document', 'doc.key in ["ada", "bob"]'],
  ])('each %s: %s', async (each, assert) => {
    expect(await said(rule(each, assert))).toEqual([])
  })

  test('sees no sensitive value', async () => {
    const [only] = await said(rule('change', '!change.fields.exists(f, f.after == "+49 30 901820")'))
    expect(only).toMatch(/^error IDC264 identities\/a\/ada.yaml:1 .*is sensitive, and rules do not see it$/)
  })

  test('is about the people of --only, one about documents is not', async () => {
    expect(await said(rule('change', 'change.key != "bob"'), { only: 'ada' })).toEqual([])
    expect(await said(rule('document', 'doc.key != "bob"'), { only: 'ada' })).toHaveLength(1)
  })

  test('does not matter for drift', async () => {
    expect(await said(rule('document', 'false'), { drift: { unmanaged: false } })).toEqual([])
  })

  test('that counts over the folder says so when only a part of it was read', async () => {
    const config = configOf(folder(rule('plan', 'docs.size() == 2')), 'identities/a')
    const plan = planIn(await planOf(config))
    expect(plan.diagnostics.map(({ code }) => code)).toContain('IDC266')
    expect(plan.rules).toMatchObject([{ rule: 'house', broken: 0, skipped: true }])
  })
})

describe('a saved plan', () => {
  async function saved(rules: string) {
    const root = folder(rules)
    const path = join(root, 'the.plan')
    const plan = planIn(await planOf(configOf(root)))
    await writePlanFile(path, plan, { idctl_version: '1.2.3', made_at: options.now })
    return { plan, file: await openPlanFile(path) }
  }
  const given = { consents: {}, hasInvitesFile: false }

  test('has what the rules said, and is not asked again', async () => {
    const { plan, file } = await saved(rule('change', 'change.key != "bob"', warn))
    expect(file.footer.rules).toEqual(plan.rules)
    expect(plan.rules).toMatchObject([{ rule: 'house', level: 'warn', broken: 1 }])
    expect(() => refusePlan(file, configOf(folder(rule('change', 'false', warn))), given)).not.toThrow()
  })

  test('without rules has nothing of them', async () => {
    const { file } = await saved('  []\n')
    expect('rules' in file.footer).toBe(false)
  })

  test.each([
    ['is new', '  []\n', rule('document', 'true')],
    ['is another one', rule('document', 'doc.key != ""'), rule('document', 'doc.key != "ada"')],
    ['only warned', rule('document', 'doc.key != ""', warn), rule('document', 'doc.key != ""')],
    ['is asked elsewhere', rule('document', 'true'), rule('document', 'true', '    when: \'doc.key == "ada"\'\n')],
  ])('is refused where a rule %s', async (_, before, after) => {
    const { file } = await saved(before)
    expect(() => refusePlan(file, configOf(folder(after)), given)).toThrow(
      expect.objectContaining({ exit: 'refused', message: 'the plan was not asked about these rules: house' }),
    )
  })

  test.each([
    ['the same rule', rule('document', 'true'), rule('document', 'true', '    message: other words\n')],
    ['fewer rules', rule('document', 'true'), '  []\n'],
  ])('runs with %s', async (_, before, after) => {
    const { file } = await saved(before)
    expect(() => refusePlan(file, configOf(folder(after)), given)).not.toThrow()
  })
})
