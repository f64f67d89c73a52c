import { describe, expect, test } from 'vitest'
import { compileIdentitySchemas } from '../../../src/identity-schema/compile.ts'
import type { Change } from '../../../src/model/change.ts'
import { digestOf } from '../../../src/model/digest.ts'
import type { DesiredIdentity, LiveIdentity, Mark } from '../../../src/model/identity.ts'
import type { JsonObject } from '../../../src/model/json.ts'
import { decideChange } from '../../../src/reconcile/decide/decide.ts'
import { decideKeyCommand, type KeyCommand } from '../../../src/reconcile/decide/decide-key-command.ts'
import type { IdCommand } from '../../../src/reconcile/decide/id-context.ts'
import { decideByIds } from '../../../src/reconcile/plan/decide-by-id.ts'
import { judgeGuards } from '../../../src/reconcile/plan/guard.ts'
import { requiredLosses } from '../../../src/reconcile/plan/required.ts'
import type { Policy } from '../../../src/reconcile/policy.ts'
import { desired, type LiveInput, live, person, policy, testWorkspace } from '../../support/builders.ts'
import { configFor } from '../../support/config.ts'

const email = 'ada@example.com'

/** The schema of everybody, after somebody has made the phone mandatory in it. */
const tightened = structuredClone(person.source) as { properties: { traits: { required: string[] } } }
tightened.properties.traits.required.push('phone')
const under = (schema: JsonObject): Partial<Policy> => ({
  schemas: compileIdentitySchemas([{ id: 'person', schema }]).schemas,
})
const stricter = under(tightened as unknown as JsonObject)

const markOf = (more: Partial<Mark> = {}): Mark => ({
  v: 1,
  workspace: testWorkspace,
  key: 'ada',
  origin: 'identities/ada.yaml',
  made: 'created',
  fields: { '/traits/email': digestOf(email) },
  ...more,
})

function leaver(more: Partial<Policy>, mark: Partial<Mark> = {}, input: LiveInput = {}): Change | undefined {
  const own = markOf(mark)
  return decideChange({ kind: 'live-only', live: live({ mark: own, ...input }), mark: own }, policy(more)).change
}

function asked(command: KeyCommand, identity: LiveIdentity, more: Partial<Policy>): Change | undefined {
  const mark = identity.mark.kind === 'mark' ? { mark: identity.mark.mark } : {}
  const document = desired({ key: 'ada', traits: { email } })
  return decideKeyCommand(
    { kind: 'both', desired: document, live: identity, by: 'mark', ...mark },
    policy(more),
    command,
    'key',
  ).change
}

const disabling = { removal: { created: 'disable', adopted: 'release' } } as const
const disabled = { disabled: { at: '2026-05-20T00:00:00.000Z', state_before: 'active' } } as const
const phoneIsMissing = 'its live traits do not fit its identity schema "person" (/traits: "phone" is missing)'

describe('somebody whose traits no longer fit the schema', () => {
  test('is not disabled, and loses the sessions all the same', () => {
    expect(leaver({ ...stricter, ...disabling })).toMatchObject({
      action: 'disable',
      blocked: {
        code: 'schema',
        reason: `Kratos refuses every write to it: ${phoneIsMissing}`,
        hint: 'correct the traits in Kratos, or correct the schema; or say `delete` under `removal` in idctl.yaml: a deletion is not validated',
        still: 'revoke_sessions',
      },
      consequences: [{ code: 'sessions-revoked', text: expect.stringContaining('stays active') }],
    })
  })

  test('within a grace a deletion in Kratos is the other way', () => {
    const removal = { created: 'delete', adopted: 'release', graceMs: 1 } as const
    expect(leaver({ ...stricter, removal })?.blocked).toMatchObject({
      still: 'revoke_sessions',
      hint: expect.stringContaining('delete the account in Kratos'),
    })
  })

  test.each<[string, Change | undefined]>([
    ['is not released', leaver({ ...stricter, removal: { created: 'release', adopted: 'release' } })],
    ['nor by `idctl release`', asked({ command: 'release', keys: ['ada'] }, live({ mark: markOf() }), stricter)],
    [
      'is not adopted by `idctl adopt`',
      asked({ command: 'adopt', keys: ['ada'] }, live(), { ...stricter, adoptKeys: new Set(['ada']) }),
    ],
  ])('%s', (_, change) => {
    expect(change?.blocked).toMatchObject({ code: 'schema', reason: expect.stringContaining(phoneIsMissing) })
    expect(change?.blocked).not.toHaveProperty('still')
    expect(change?.blocked).not.toHaveProperty('orphan')
  })

  test.each<[IdCommand['command'], LiveIdentity]>([
    ['release', live({ mark: markOf() })],
    ['adopt', live()],
    ['adopt', live({ mark: markOf({ origin: 'identities/elsewhere.yaml' }) })],
  ])('nor by `idctl %s --id`: %#', async (command, identity) => {
    async function* again() {
      yield [identity]
    }
    const { changes } = await decideByIds(
      [desired({ key: 'ada', traits: { email } })],
      { named: new Map([[identity.id, identity]]), pages: again(), again },
      policy(stricter),
      command === 'adopt' ? { command, ids: [identity.id], key: 'ada' } : { command, ids: [identity.id] },
    )
    expect(changes.map(({ blocked }) => blocked?.code)).toEqual(['schema'])
  })

  test('whose sessions a tombstone owes: they end at every apply, and the mark keeps saying so', () => {
    const change = leaver(stricter, { ...disabled, todo: ['revoke_sessions'] }, { state: 'inactive' })
    expect(change).toMatchObject({ reason: 'todo', blocked: { still: 'revoke_sessions' } })
    expect(change?.consequences).toEqual([{ code: 'sessions-revoked', text: 'all sessions end' }])
  })

  test('is deleted: Kratos does not look at the traits then', () => {
    expect(leaver(stricter)).not.toHaveProperty('blocked')
  })

  test('what was blocked before stays blocked for that, and orphans stay orphans', () => {
    expect(leaver({ ...stricter, ...disabling }, { protect: true })?.blocked).toMatchObject({ code: 'protected' })
  })

  test('is not updated, and can still be marked where only the document does not fit', () => {
    const document = desired({ key: 'ada', traits: { email, name: { first: 'Ada' } } })
    const identity = live({ mark: markOf() })
    const pair = { kind: 'both', desired: document, live: identity, by: 'mark', mark: markOf() } as const
    const { change, diagnostics } = decideChange(pair, policy(stricter))
    expect(diagnostics).toEqual([])
    expect(change).toMatchObject({ action: 'update', blocked: { code: 'schema' } })
    const staying = desired({ key: 'ada', traits: { email } })
    const elsewhere = { ...staying.fields['/traits/email'], value: 'gone' } as DesiredIdentity['fields'][string]
    const moved = { ...staying, fields: { ...staying.fields, '/schema_id': elsewhere } }
    const unmarked = { kind: 'both', desired: moved, live: live({}), by: 'external_id' } as const
    const adopting = policy({ adopt: 'any' })
    expect(decideChange(unmarked, adopting).change).toMatchObject({ action: 'adopt', blocked: { code: 'schema' } })
    const asked = decideKeyCommand(unmarked, adopting, { command: 'adopt', keys: ['ada'] }, 'key').change
    expect(asked).toMatchObject({ action: 'adopt' })
    expect(asked).not.toHaveProperty('blocked')
  })
})

describe('what Kratos holds, it takes again', () => {
  const nullable = structuredClone(person.source) as {
    properties: { traits: { properties: { email: object }; required: string[] } }
  }
  nullable.properties.traits.properties.email = {
    type: ['string', 'null'],
    'ory.sh/kratos': { credentials: { password: { identifier: true } } },
  }
  const loose = under(nullable as unknown as JsonObject)

  test.each<[string, string | null]>([
    ['an identifier that is null', null],
    ['an identifier that is longer than some databases take', 'x'.repeat(300)],
    ['a text with a NUL character', 'a\0b'],
  ])('%s keeps nobody from being disabled', (_, value) => {
    const change = leaver({ ...loose, ...disabling }, {}, { traits: { email: value } })
    expect(change).toMatchObject({ action: 'disable' })
    expect(change).not.toHaveProperty('blocked')
  })

  test('but not one that is blank: Kratos answers 500', () => {
    expect(leaver({ ...loose, ...disabling }, {}, { traits: { email: ' ' } })?.blocked?.code).toBe('schema')
  })
})

describe('a schema with which Kratos refuses every write', () => {
  const withExtension = (value: JsonObject): JsonObject => {
    const schema = structuredClone(person.source) as {
      properties: { traits: { properties: Record<string, JsonObject> } }
    }
    schema.properties.traits.properties['phone'] = { type: 'string', 'ory.sh/kratos': value }
    return schema as unknown as JsonObject
  }

  test.each<[string, JsonObject, string]>([
    ['of a draft that it does not know', { ...person.source, $schema: 'x' }, 'its "$schema" is not'],
    ['with an unknown member', withExtension({ fax: {} }), '#/properties/traits/properties/phone: fax is not a member'],
    ['that is none', withExtension({ verification: { via: 'fax' } }), 'verification.via must be email or sms'],
  ])('%s', (_, schema, reason) => {
    const change = leaver({ ...under(schema), ...disabling })
    expect(change?.blocked).toMatchObject({ code: 'schema', still: 'revoke_sessions' })
    expect(change?.blocked?.reason).toContain(reason)
  })

  test('of which the server has none', () => {
    const schemas = compileIdentitySchemas([{ id: 'other', schema: person.source }]).schemas
    expect(leaver({ schemas, ...disabling })?.blocked?.reason).toContain('does not exist on the server')
  })

  test('a reference to another document may be one that Kratos can follow', () => {
    const schema = withExtension({})
    const phone = (schema as { properties: { traits: { properties: JsonObject } } }).properties.traits.properties
    phone['phone'] = { $ref: 'https://example.com/phone.schema.json' }
    expect(leaver({ ...under(schema), ...disabling })).not.toHaveProperty('blocked')
  })
})

describe('sessions that end all the same', () => {
  const change = leaver({ ...stricter, ...disabling }) as Change

  test('are no removal, in this run or the next: nothing that was asked about once is asked about every day', () => {
    const { guards } = configFor('/tmp')
    const [removals] = judgeGuards([change], 1, { ...guards, removals: { percent: 0, floor: 0 } }, {})
    expect(removals).toMatchObject({ guard: 'removals', count: 0, tripped: false })
  })

  test('are refused for a key that idctl.yaml requires', () => {
    const at = { file: 'idctl.yaml', line: 3, column: 1 }
    const [loss] = requiredLosses([change], [{ key: 'ada', at }])
    expect(loss?.summary).toBe('idctl.yaml requires "ada", and this plan would end all its sessions')
  })

  test('a blocked change that leaves nothing to be done is no loss', () => {
    const released = leaver({ ...stricter, removal: { created: 'release', adopted: 'release' } }) as Change
    expect(requiredLosses([released], [{ key: 'ada', at: { file: 'idctl.yaml', line: 3, column: 1 } }])).toEqual([])
  })
})
