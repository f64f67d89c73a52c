import { describe, expect, test } from 'vitest'
import { kratosTarget } from '../../../../src/live/kratos/write.ts'
import type { WriteRequest } from '../../../../src/live/ports.ts'
import type { Invitation } from '../../../../src/model/invitation.ts'
import { idOf, json, networkError, recorded, type ScriptedKratos, scriptedKratos } from './scripted-kratos.ts'

const ask = (invitation: Invitation): WriteRequest => ({ kind: 'recovery', id: idOf(1), invitation })
const link = ask({ send: 'recovery_link' })
const code = ask({ send: 'recovery_code' })
const made = { recovery_link: 'http://k/recovery?token=CANARY-link', expires_at: '2026-01-01T01:00:00.123456789Z' }

function execute({ kratos, clock, context }: ScriptedKratos, request: WriteRequest) {
  return kratosTarget(kratos.writes, { clock, policy: context.policy }).execute(request, context.signal)
}

describe('a recovery link or code', () => {
  test.each([
    [ask({ send: 'recovery_link', lifetime: '24h' }), json(made), 'link', { identity_id: idOf(1), expires_in: '24h' }],
    [code, json({ ...made, recovery_code: '123456' }, { status: 201 }), 'code', { identity_id: idOf(1) }],
  ])('is asked for, and read', async (request, answer, path, body) => {
    const script = scriptedKratos(answer)
    const result = await execute(script, request)
    expect(script.sent[0]).toMatchObject({ method: 'POST', url: { pathname: `/admin/recovery/${path}` } })
    expect(JSON.parse(script.sent[0]?.body ?? '')).toEqual(body)
    expect(result).toEqual({
      kind: 'done',
      answer: path === 'code' ? { ...made, recovery_code: '123456' } : made,
    })
  })

  test.each([
    [link, 2, 'selfservice.methods.link.enabled'],
    [code, 1, 'selfservice.methods.code.enabled'],
  ])('a method that is switched off: the hint names the setting', async (request, step, setting) => {
    const result = await execute(scriptedKratos(recorded('recovery-disabled', step)), request)
    expect(result).toMatchObject({
      kind: 'rejected',
      rejection: { status: 404, hint: expect.stringContaining(setting) },
    })
  })

  test.each([
    [link, 'recovery-link', 5],
    [code, 'recovery-code', 8],
  ])('an identity that is gone', async (request, scenario, step) => {
    const result = await execute(scriptedKratos(recorded(scenario, step)), request)
    expect(result).toMatchObject({ kind: 'rejected', rejection: { hint: 'the identity is gone: plan again' } })
  })

  test.each([
    ['no link', json({ expires_at: made.expires_at, token: 'CANARY-x' }), 'recovery_link is not as the API promises'],
    ['no time', json({ ...made, expires_at: 'CANARY-soon' }), 'expires_at is not as the API promises'],
    ['another success', json(made, { status: 202 }), 'unexpected HTTP 202'],
    ['half of it', new Response(JSON.stringify(made).slice(0, 40)), 'not complete JSON'],
    ['none', networkError('ECONNRESET'), 'POST /admin/recovery/link'],
  ])('an answer that cannot be used (%s) is unknown, and nothing of it is told', async (_name, answer, words) => {
    const result = await execute(scriptedKratos(answer), link)
    expect(result).toMatchObject({ kind: 'unknown', detail: expect.stringContaining(words) })
    expect(JSON.stringify(result)).not.toContain('CANARY')
  })
})

test('the recorded answers of v26.2.0 are read', async () => {
  const of = (scenario: string, step: number) => scriptedKratos(recorded(scenario, step))
  expect((await execute(of('recovery-code', 1), code)).kind).toBe('done')
  expect((await execute(of('recovery-link', 1), link)).kind).toBe('done')
})
