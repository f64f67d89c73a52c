import fc from 'fast-check'
import { expect, it } from 'vitest'
import { deletableCredentialTypes, linkedCredentialTypes } from '../../../src/model/credential-types.ts'
import { readTodo, type Todo, todoItem, todoItemSchema } from '../../../src/model/todo.ts'

const digest = fc.stringMatching(/^[A-Za-z0-9_-]{16}$/)
const pointer = fc.array(fc.string()).map((segments) => segments.map((segment) => `/${segment}`).join(''))

const todo: fc.Arbitrary<Todo> = fc.oneof(
  fc.record({ kind: fc.constantFrom('revoke_sessions' as const, 'invite' as const) }),
  fc.record({ kind: fc.constant('delete_credential' as const), type: fc.constantFrom(...deletableCredentialTypes) }),
  fc.record({ kind: fc.constant('unlink' as const), type: fc.constantFrom(...linkedCredentialTypes), digest }),
  fc.record({ kind: fc.constant('aside' as const), path: pointer }),
  fc.record({ kind: fc.constant('swap' as const), digest }),
  fc.record({ kind: fc.constant('verify' as const), via: fc.constantFrom('email' as const, 'sms' as const), digest }),
)

it('reads what it writes, and a mark may hold it', () => {
  const property = fc.property(todo, (owed) => {
    expect(readTodo(todoItem(owed))).toEqual(owed)
    expect(todoItemSchema.safeParse(todoItem(owed)).success).toBe(true)
  })
  fc.assert(property)
})

it.each([
  ['revoke_sessions', { kind: 'revoke_sessions' }],
  ['invite', { kind: 'invite' }],
  ['delete_credential:lookup_secret', { kind: 'delete_credential', type: 'lookup_secret' }],
  ['unlink:oidc:Kf9xAb3dEf7hIj1L', { kind: 'unlink', type: 'oidc', digest: 'Kf9xAb3dEf7hIj1L' }],
  ['aside:/traits/a:b', { kind: 'aside', path: '/traits/a:b' }],
  ['swap:Kf9xAb3dEf7hIj1L', { kind: 'swap', digest: 'Kf9xAb3dEf7hIj1L' }],
  ['verify:sms:Kf9xAb3dEf7hIj1L', { kind: 'verify', via: 'sms', digest: 'Kf9xAb3dEf7hIj1L' }],
] as const)('reads the text of marks that are there: %s', (item, owed) => {
  expect(readTodo(item)).toEqual(owed)
  expect(todoItem(owed)).toBe(item)
})
