import { describe, expect, test } from 'vitest'
import { abilitiesOf, networkAbilities } from '../../../src/live/kratos/abilities.ts'
import { digestOf } from '../../../src/model/digest.ts'
import type { DesiredIdentity, Mark } from '../../../src/model/identity.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import { unsupportedProblems } from '../../../src/reconcile/unsupported.ts'
import { desired, live, policy, testWorkspace } from '../../support/builders.ts'

const v1_3 = abilitiesOf('v1.3', 'Kratos v1.3.1')
const v25_4 = abilitiesOf('v25.4', 'Kratos v26.2.0')

const at = { file: 'identities/ada.yaml', line: 7, column: 3 }

function asking(given: Readonly<Record<string, unknown>>): DesiredIdentity {
  const places = Object.fromEntries(Object.keys(given).map((type) => [type, at]))
  const credentials = given as NonNullable<DesiredIdentity['credentials']>
  return { ...desired(), credentials, credentialPlaces: places }
}

function withOrganization(value: string | null): DesiredIdentity {
  const identity = desired()
  return { ...identity, fields: { ...identity.fields, '/organization_id': { value, mode: 'enforce' } } }
}

describe('what a document asks for and a server cannot do', () => {
  const link = { provider: 'google', subject: '1' }
  const secret = { from: 'ada.yaml#/credentials' }
  test.each([
    ['external_id', desired({ external_id: 'e-1' }), ['v1.3']],
    ['organization_id', withOrganization('f0000000-0000-4000-8000-000000000000'), ['v1.3']],
    ['saml', asking({ saml: { providers: [link] } }), ['v1.3']],
    ['the organization of a link', asking({ oidc: { providers: [{ ...link, organization: 'o' }] } }), ['v1.3']],
    ['use_auto_link', asking({ oidc: { providers: [{ ...link, use_auto_link: true }] } }), ['v1.3']],
    ['totp', asking({ totp: secret }), ['v1.3', 'v25.4']],
    ['lookup_secret', asking({ lookup_secret: secret }), ['v1.3', 'v25.4']],
    ['webauthn', asking({ webauthn: secret }), ['v1.3', 'v25.4']],
    ['passkey', asking({ passkey: secret }), ['v1.3', 'v25.4']],
    ['a deleted password', asking({ password: null }), ['v1.3']],
    ['an oidc link', asking({ oidc: { providers: [link] } }), []],
    ['the migration hook', asking({ password: { use_password_migration_hook: true } }), []],
    ['no external_id', desired({ external_id: null }), []],
    [
      'an external_id that is only observed',
      desired({ external_id: 'e', ownership: { '/external_id': 'observe' } }),
      [],
    ],
    ['no organization', withOrganization(null), []],
    ['a deleted totp', asking({ totp: null }), []],
  ] as const)('%s', (_, document, lacking) => {
    const found = [
      ['v1.3', v1_3],
      ['v25.4', v25_4],
      ['newer', networkAbilities],
    ] as const
    const refused = found.filter(([, abilities]) => unsupportedProblems(document, abilities).length > 0)
    expect(refused.map(([release]) => release)).toEqual(lacking)
  })

  test('is an error at its line, with the version that has it and the one that is there', () => {
    const [problem, ...others] = unsupportedProblems(asking({ saml: { providers: [link] } }), v1_3)
    expect(others).toEqual([])
    expect(problem).toMatchObject({
      severity: 'error',
      code: 'IDC560',
      summary: 'importing saml credentials needs Kratos v25.4; the server is Kratos v1.3.1',
      at,
    })
  })
})

describe('the last login identifier that a patch cannot take away', () => {
  const traits = { email: 'ada@example.com' }
  const mark: Mark = {
    v: 1,
    workspace: testWorkspace,
    key: 'ada',
    origin: 'identities/ada.yaml',
    made: 'created',
    fields: { '/schema_id': digestOf('person'), '/traits/email': digestOf(traits.email) },
  }
  // The test schema requires an e-mail address: what it says of that is no matter here.
  const codes = (identity: DesiredIdentity, abilities = v1_3) =>
    decideChange(
      { kind: 'both', desired: identity, live: live({ traits, mark }), by: 'mark', mark },
      policy({ abilities }),
    )
      .diagnostics.map(({ code }) => code)
      .filter((code) => code === 'IDC561')

  test('is an error on v1.3 only', () => {
    const without = desired({ key: 'ada', traits: { email: null, name: { first: 'Ada' } } })
    expect(codes(without)).toEqual(['IDC561'])
    expect(codes(without, v25_4)).toEqual([])
  })

  test('another identifier, or none that moves, is fine', () => {
    expect(codes(desired({ key: 'ada', traits: { email: 'new@example.com' } }))).toEqual([])
    expect(codes(desired({ key: 'ada', traits: { ...traits, name: { first: 'Ada' } } }))).toEqual([])
  })
})
