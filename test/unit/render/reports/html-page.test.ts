import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../../src/model/plan.ts'
import { shownPlan } from '../../../../src/render/masking/shown-plan.ts'
import { html } from '../../../../src/render/reports/html/markup.ts'
import { html as htmlPage } from '../../../../src/render/reports/html.ts'
import type { ReportContent, ReportSheet } from '../../../../src/render/reports/report-format.ts'
import { further } from '../../../support/depth.ts'
import { manyKinds, manyPeople, planWith, powerfulPeople } from '../screen-plans.ts'
import { outage, someFailures } from '../screen-runs.ts'

const sheet: ReportSheet = {
  command: 'plan',
  idctlVersion: '1.2.3',
  exit: 'ok',
  masked: false,
  prefix: '',
  configFile: 'idctl.yaml',
}

const pageOf = (content: ReportContent, over: Partial<ReportSheet> = {}) =>
  [...htmlPage(content, { ...sheet, ...over })].join('')
const planPage = (plan: Plan) => pageOf({ subject: { kind: 'plan', plan: shownPlan(plan) } })

/** What can be read, without tags. */
const textOf = (page: string) =>
  page
    .replaceAll(/<(style|script|title)[\s\S]*?<\/\1>/g, '')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/\s+/g, ' ')
const headings = (page: string) => [...page.matchAll(/<h2 [^>]*>([^<]*) </g)].map(([, title]) => title)

test('a bare text is no markup', () => {
  const name = '<b>'
  expect(String(html`<p>${name}</p>`)).toBe('<p>&lt;b&gt;</p>')
  // @ts-expect-error: a tag takes its template from the sources, and no text that was put together
  expect(() => html(name)).toThrow()
})

test('the policy of the page allows its style and its script, and nothing else', () => {
  const page = planPage(manyKinds())
  const hashOf = (tag: string) => {
    const [, text = ''] = new RegExp(`<${tag}[^>]*>([\\s\\S]*?)</${tag}>`).exec(page) ?? []
    return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
  }
  const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? []
  expect(policy.replaceAll('&#39;', "'").split('; ')).toEqual([
    "default-src 'none'",
    `style-src ${hashOf('style')}`,
    `script-src ${hashOf('script')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ])
})

describe('a plan', () => {
  const guards = [
    ...manyKinds().guards,
    { guard: 'removals', count: 3, limit: 2, rule: 'guards.removals: 2', tripped: false, consent: 4 } as const,
  ]
  const page = planPage({ ...manyKinds(), guards })

  test('has the sections of the screen in their order, warnings last', () => {
    expect(headings(page)).toEqual([
      ...['Blocked', 'Replaced', 'Removed', 'Access', 'Sign-in changes', 'Other updates', 'Adopted', 'New'],
    ])
    expect(headings(planPage(manyPeople(2)))).toEqual(['Removed', 'Other updates', 'New', 'Problems'])
  })

  test('has verdict, refusals, guards and consents before its rows', () => {
    const [top = ''] = page.split('<main')
    expect(textOf(top)).toContain('Plan: 4 to create, 3 to update, 1 to adopt, 1 to disable, 2 to delete, 1 blocked.')
    expect(textOf(top)).toContain('Refused 1 swap of sign-in addresses, and none passes without consent')
    expect(textOf(top)).toContain('--allow-swaps=1')
    expect(textOf(top)).toContain('removals32--allow-removals=4passes')
  })

  test('says how many marks have former origins', () => {
    const plan = planWith([])
    const text = textOf(planPage({ ...plan, summary: { ...plan.summary, former_origins: 60 } }))
    expect(text).toContain('Former origins60 marks still name the files')
  })

  test('says in words what its chart shows', () => {
    expect(page).toContain(
      'role="img" aria-label="Action: 1 blocked, 2 delete, 1 disable, 1 adopt, 3 update, 4 create"',
    )
  })

  test('has old and new values of each leaf, and why they differ', () => {
    expect(textOf(page)).toContain('/traits/name/last&quot;Abel&quot; → &quot;Abel-Ek&quot;')
    expect(textOf(page)).toContain('/traits/roles+ &quot;lead&quot; - &quot;oncall&quot; (2 stay)')
    expect(textOf(page)).toContain('/traits/phone(sensitive) → (sensitive) drift')
  })

  test('opens everybody who loses something, however many there are', () => {
    const removed = manyPeople(0).changes.filter(({ action }) => action === 'delete')
    const many = Array.from({ length: 100 }, (_, index) =>
      removed.map((one) => ({ ...one, key: `${one.key}-${index}` })),
    )
    const long = planPage(planWith([...many.flat(), ...manyPeople(400).changes]))
    const [, removals = ''] = long.split('<h2 ')
    expect(removals.match(/<details open>/g)).toHaveLength(707)
    expect(long.split('<h2 ')[2]).not.toContain('<details open>')
  })

  test('says on top how many gain power, and names everybody who does', () => {
    const power = planPage(powerfulPeople())
    const [top = ''] = power.split('<main')
    expect(textOf(top)).toMatch(/Privileged values: \d+ gain, \d+ lose/)
    const [, section = ''] = power.split('id="privileged"')
    expect(textOf(section)).toContain('+ gained /traits/roles &quot;admin&quot; 3 emp-110 Fay Brandt')
    expect(textOf(section)).toContain('emp-1301 Mo Unger')
  })

  test('names everybody who gains power in rows of 100', () => {
    const { changes } = manyPeople(250)
    const gained = {
      path: '/traits/roles',
      by: 'value',
      gained: ['admin'],
      cause: 'pending',
      sensitive: false,
    } as const
    const all = changes.filter(({ action }) => action === 'update').slice(0, 250)
    const power = planPage(planWith(all.map((change) => ({ ...change, privileged: [gained] }))))
    const [, section = ''] = power.split('id="privileged"')
    expect([...textOf(section).matchAll(/(\d+ to \d+ of \d+)/g)].map(([, which]) => which)).toEqual([
      '1 to 100 of 250',
      '101 to 200 of 250',
      '201 to 250 of 250',
    ])
    expect(all.filter(({ key }) => !section.includes(`<bdi class="key">${key}</bdi>`))).toEqual([])
  })

  further('of 100,000 changes is small', () => {
    const count = 50_000
    const page = planPage(manyPeople(count))
    expect(Buffer.byteLength(page)).toBeLessThan(3_000_000 + count * 100)
  })

  test('without changes says so', () => {
    expect(textOf(planPage(planWith([])))).toContain('No changes. 74 unchanged, 9 unmanaged.')
  })
})

test('a run begins with what was not done, and names what comes next', () => {
  const run = (report: ReturnType<typeof outage>) =>
    pageOf({
      subject: {
        kind: 'run',
        report,
        facts: { command: 'apply', milliseconds: 1000 },
        place: { target: 'prod', workspace: 'acme' },
      },
    })
  const page = run(someFailures(2))
  expect(headings(page)).toEqual(['Failed', 'Moved', 'Not started', 'Blocked', 'Done'])
  expect(textOf(page)).toContain('What failed or was not done is in the next plan: idctl plan')
  expect(textOf(run(outage(2)))).toContain('The server became unavailable http://127.0.0.1:4944 refuses connections')
})

test('a run of a plan that it made shows what it wrote', () => {
  const plan = shownPlan(manyKinds())
  const report = {
    outcomes: [{ key: 'emp-1000', action: 'update', outcome: 'done' } as const],
    counts: { done: 1, 'already-done': 0, moved: 0, failed: 0, skipped: 0, blocked: 0 },
    interrupted: false,
  }
  const facts = { command: 'apply', milliseconds: 1 }
  const page = pageOf({ subject: { kind: 'run', report, facts, place: plan, plan } })
  expect(textOf(page)).toContain('emp-1000 Ana Abel-Ek done')
  expect(textOf(page)).toContain('&quot;Abel&quot; → &quot;Abel-Ek&quot;')
})

test('a command that failed has a page that says why', () => {
  const failure = {
    exit: 6,
    name: 'unreadable',
    message: 'nobody answers',
    hint: 'start it, then `idctl plan`',
  } as const
  const page = pageOf({ failure }, { exit: 'unreadable' })
  expect(textOf(page)).toContain('exit 6: unreadable')
  expect(textOf(page)).toContain('Failed nobody answershint: start it, then idctl plan')
  const diagnostics = [{ severity: 'error', code: 'IDC301', summary: 'a mistake' } as const]
  const why = { ok: false, head: { target: 'prod', workspace: 'acme', consents: {} }, diagnostics } as const
  expect(textOf(pageOf({ subject: { kind: 'no-plan', why } }))).toContain(
    '1 error; there is no plan until the errors are gone.',
  )
})

test('nothing leads out of a page but links to the platform, and none with --mask', () => {
  const content: ReportContent = { subject: { kind: 'plan', plan: shownPlan(manyKinds()) } }
  const links = (over: Partial<ReportSheet>) =>
    [...pageOf(content, over).matchAll(/href="([^"]*)"/g)].map(([, to]) => to)
  expect(links({ linkBase: 'https://git.example/a' })[0]).toBe('https://git.example/a/sales/gus-oduya.yaml#L2')
  expect(links({ linkBase: 'https://git.example/a', masked: true })).toEqual([])
  expect(links({ linkBase: 'javascript:alert(1)' })).toEqual([])
  expect(links({})).toEqual([])
})
