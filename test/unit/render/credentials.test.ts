import { expect, test } from 'vitest'
import type { CredentialChange } from '../../../src/model/credentials.ts'
import { credentialConsequence } from '../../../src/reconcile/decide/effects/credential-changes.ts'
import { planJson, planText } from '../../support/plan-text.ts'
import { planOf, updateOf } from './fixtures.ts'

const changes: readonly CredentialChange[] = [
  { step: 'set', type: 'password', secret: { hashed_password: { from: 'CANARY-place', fingerprint: 'CANARY-print' } } },
  { step: 'set', type: 'totp', secret: { from: 'CANARY-place' } },
  { step: 'link', type: 'oidc', link: { provider: 'google', subject: 'CANARY-subject' } },
  { step: 'unlink', type: 'saml', provider: 'okta', digest: 'CANARY-digest' },
  { step: 'delete', type: 'lookup_secret' },
]
const plan = planOf([
  updateOf('ada', {
    credential_changes: changes,
    consequences: changes.map(credentialConsequence),
    counts: { removals: 1 },
  }),
])

test('people read what becomes of credentials, without secrets and subjects', () => {
  const shown = planText(plan)
  expect(shown).toContain(`~ update   ada  identities/ada.yaml:3  (pending)
           note: password replaced by the hash of the file
           note: totp written
           note: link google added (oidc)
           note: link okta removed (saml)
           note: lookup_secret deleted, even if the person has changed it since
`)
  expect(shown).not.toContain('CANARY')
})

test('machines get each step with its type', () => {
  const text = planJson(plan)
  expect(JSON.parse(text).changes[0].credentials).toEqual([
    { step: 'set', type: 'password' },
    { step: 'set', type: 'totp' },
    { step: 'link', type: 'oidc', provider: 'google' },
    { step: 'unlink', type: 'saml', provider: 'okta' },
    { step: 'delete', type: 'lookup_secret' },
  ])
  expect(text).not.toContain('CANARY')
})
