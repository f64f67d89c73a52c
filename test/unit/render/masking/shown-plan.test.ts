import { expect, test } from 'vitest'
import { createMasking } from '../../../../src/render/masking/masking.ts'
import { shownNoPlan, shownPlan } from '../../../../src/render/masking/shown-plan.ts'
import { plainStyle } from '../../../../src/render/style.ts'
import { planText } from '../../../support/plan-text.ts'
import { createOf, fieldOf, noPlanOf, planOf, updateOf } from '../fixtures.ts'

const masking = createMasking(Buffer.from('a key of the tests'))
const shownOf = (...changes: Parameters<typeof planOf>) =>
  planText(shownPlan(planOf(...changes), masking), { style: { ...plainStyle, width: 200 } })

test('actions, reasons, declared fields, causes and lines stay', () => {
  const fields = [
    fieldOf('/traits/email', { before: 'ada@old.example', after: 'ada@new.example' }),
    fieldOf('/state', { before: 'active', after: 'inactive', cause: 'drift' }),
    fieldOf('/traits/phone', { before: '+1', after: '+2', sensitive: true }),
    fieldOf('/verifiable_addresses/email:ada@new.example/verified', { before: false, after: true }),
  ]
  const shown = shownOf([updateOf('ada', { fields })], { declared: ['/traits/email', '/traits/phone'] })
  expect(shown).toContain(
    [
      `! disable  ${masking.key('ada')}  ${masking.file('identities/ada.yaml')}:3  (pending)`,
      `           /traits/email                     "${masking.value('ada@old.example')}" → "${masking.value('ada@new.example')}"`,
      '           /state                            "active" → "inactive" (drift)',
      '           /traits/phone                     (sensitive) → (sensitive)',
      `           /verifiable_addresses/email:${masking.address('ada@new.example')}/verified  false → true`,
    ].join('\n'),
  )
})

test('what a text means stays, what it says goes', () => {
  const shown = shownOf([
    updateOf('ada', {
      consequences: [
        { code: 'field-released', text: '/metadata_admin/ada left the file' },
        { code: 'field-released', text: '/metadata_admin/bob left the file' },
      ],
      blocked: { code: 'adoption', reason: 'of ada', hint: '`idctl adopt ada`' },
    }),
  ])
  expect(shown).toContain(
    'note: left the file: released, live stays\n           blocked: it may not be adopted as it is',
  )
  expect(shown).not.toMatch(/ada|bob/)
})

test('the same person is the same in another change and in the ways in', () => {
  const changes = [updateOf('ada', { display: 'Ada Lovelace' }), createOf('bob', { after: ['ada'] })]
  const plan = shownPlan(
    planOf(changes, {
      access: [
        {
          key: 'ada',
          display: 'Ada Lovelace',
          id: 'i',
          origin: { file: 'f', line: 1, column: 1 },
          state: 'active',
          way_in: ['password'],
          not_known: [],
        },
      ],
      write_credentials: ['ada'],
    }),
    masking,
  )
  const ada = masking.key('ada')
  expect(JSON.stringify(plan)).not.toContain('Lovelace')
  expect([plan.changes.at(0)?.key, plan.changes.at(1)?.after, plan.access?.[0]?.key, plan.write_credentials]).toEqual([
    ada,
    [ada],
    ada,
    [ada],
  ])
})

test('links and secrets of credentials keep their type only', () => {
  const plan = shownPlan(
    planOf([
      updateOf('ada', {
        credential_changes: [
          { step: 'link', type: 'oidc', link: { provider: 'SECRET', subject: 'SECRET' } },
          { step: 'unlink', type: 'saml', provider: 'SECRET', digest: 'SECRET' },
          { step: 'set', type: 'password', secret: { password: { from: 'SECRET' } } },
          { step: 'set', type: 'totp', secret: { reference: 'SECRET' } },
          { step: 'delete', type: 'webauthn' },
        ],
      }),
    ]),
    masking,
  )
  expect(JSON.stringify(plan)).not.toContain('SECRET')
  expect(plan.changes.at(0)).toMatchObject({
    credential_changes: [
      { step: 'link', type: 'oidc' },
      { step: 'unlink', type: 'saml' },
      { step: 'set', type: 'password' },
      { step: 'set', type: 'totp' },
      { step: 'delete', type: 'webauthn' },
    ],
  })
})

test('a diagnostic is the meaning of its code, at a masked place', () => {
  const at = { file: 'ada.yaml', line: 7, column: 3 }
  const shown = shownOf([], {
    diagnostics: [
      { severity: 'warning', code: 'IDC530', summary: 'ada', detail: 'ada', hint: 'ada', at, related: [at] },
      { severity: 'warning', code: 'IDC999', summary: 'ada of a newer idctl' },
    ],
  })
  const file = masking.file('ada.yaml')
  expect(shown).toContain(
    `warning IDC999: (masked)\n\n${file}:7:3: warning IDC530: A person would have no way to sign in\n  also here: ${file}:7:3\n`,
  )
})

test('why there is no plan names nobody', () => {
  const at = { file: 'identities/ada.yaml', line: 3, column: 1 }
  const { ok, head } = noPlanOf([])
  const asked = { ...head, selection: 'ada*', write_credentials: ['ada'] }
  const diagnostics = [{ severity: 'error', code: 'IDC501', summary: 'ada is there twice', at }] as const
  const noPlan = shownNoPlan({ ok, head: asked, diagnostics }, masking)
  expect(JSON.stringify(noPlan)).not.toMatch(/ada/)
  expect(noPlan).toMatchObject({
    ok: false,
    head: { ...head, write_credentials: [masking.key('ada')] },
    diagnostics: [{ severity: 'error', code: 'IDC501', at: { file: masking.file('identities/ada.yaml'), line: 3 } }],
  })
})
