import { describe, expect, test } from 'vitest'
import { IdctlError } from '../../../../src/errors.ts'
import { kratosTarget } from '../../../../src/live/kratos/write.ts'
import type { WriteRequest } from '../../../../src/live/ports.ts'
import type { Json } from '../../../../src/model/json.ts'
import {
  apiKey,
  failureOf,
  idOf,
  json,
  kratosError,
  networkError,
  recorded,
  recordedSteps,
  row,
  type ScriptedKratos,
  scriptedKratos,
} from './scripted-kratos.ts'

const create: WriteRequest = { kind: 'create', body: { traits: { email: 'ada@example.org' }, secret: 'CANARY-hash' } }
const patch: WriteRequest = { kind: 'patch', id: idOf(1), operations: [{ op: 'remove', path: '/traits/phone' }] }
const remove: WriteRequest = { kind: 'delete', id: idOf(1) }
const revoke: WriteRequest = { kind: 'revoke-sessions', id: idOf(1) }
const put: WriteRequest = {
  kind: 'put',
  id: idOf(1),
  body: {
    schema_id: 'person',
    state: 'active',
    traits: { email: 'ada@example.org' },
    metadata_public: null,
    metadata_admin: { idctl: {} },
    credentials: { password: { config: { hashed_password: 'CANARY-hash' } } },
  },
}
const unlink: WriteRequest = { kind: 'delete-credential', id: idOf(1), type: 'oidc', identifier: 'google:CANARY 1' }
const batch = (...patchIds: string[]): WriteRequest => ({
  kind: 'batch',
  items: patchIds.map((patch_id) => ({ patch_id, body: { traits: {} } })),
})

function execute({ kratos, clock, context }: ScriptedKratos, request: WriteRequest) {
  return kratosTarget(kratos.writes, { clock, policy: context.policy }).execute(request, context.signal)
}

describe('what is sent', () => {
  test.each<[WriteRequest, Response, string, string, Json | undefined]>([
    [create, recorded('post-minimal', 0), 'POST', '/admin/identities', create.body],
    [patch, json(row(1)), 'PATCH', `/admin/identities/${idOf(1)}`, [{ op: 'remove', path: '/traits/phone' }]],
    [put, json(row(1)), 'PUT', `/admin/identities/${idOf(1)}`, put.body as unknown as Json],
    [unlink, new Response(null, { status: 204 }), 'DELETE', `/admin/identities/${idOf(1)}/credentials/oidc`, undefined],
    [remove, new Response(null, { status: 204 }), 'DELETE', `/admin/identities/${idOf(1)}`, undefined],
    [revoke, new Response(null, { status: 204 }), 'DELETE', `/admin/identities/${idOf(1)}/sessions`, undefined],
    [
      batch('p1'),
      json({ identities: [{ action: 'create', patch_id: 'p1', identity: idOf(1) }] }),
      'PATCH',
      '/admin/identities',
      { identities: [{ patch_id: 'p1', create: { traits: {} } }] },
    ],
  ])('$kind', async (request, answer, method, path, body) => {
    const script = scriptedKratos(answer)
    await execute(script, request)
    expect(script.sent).toHaveLength(1)
    expect(script.sent[0]).toMatchObject({ method, url: { pathname: path } })
    expect(script.sent[0]?.headers.get('authorization')).toBe(`Bearer ${apiKey}`)
    expect(script.sent[0]?.body).toBe(body === undefined ? '' : JSON.stringify(body))
  })
})

test('the identifier of a link is a parameter, and in no message', async () => {
  const script = scriptedKratos(networkError('ECONNRESET'))
  const result = await execute(script, unlink)
  expect(script.sent[0]?.url.searchParams.get('identifier')).toBe('google:CANARY 1')
  expect(result).toMatchObject({ kind: 'unknown', detail: expect.stringContaining('/credentials/oidc') })
  expect(JSON.stringify(result)).not.toContain('CANARY')
})

describe('done', () => {
  test('create and patch bring the identity that the server answered', async () => {
    const result = await execute(scriptedKratos(recorded('post-external-id', 0)), create)
    expect(result).toMatchObject({ kind: 'done', answer: { id: idOf(1), metadata_admin: null } })
    expect(await execute(scriptedKratos(json(row(1))), patch)).toMatchObject({
      kind: 'done',
      answer: { id: idOf(1) },
    })
  })

  test.each([remove, revoke])("$kind: Kratos' 404 says that nothing is left to do", async (request) => {
    expect(await execute(scriptedKratos(recorded('delete-identity', 2)), request)).toEqual({ kind: 'done' })
  })

  test('a credential that is not there is gone; an identity that is not there is news', async () => {
    for (const step of [1, 6]) {
      expect(await execute(scriptedKratos(recorded('credentials-delete', step)), unlink)).toEqual({ kind: 'done' })
    }
    const gone = await execute(scriptedKratos(recorded('credentials-delete', 13)), unlink)
    expect(gone).toMatchObject({ kind: 'rejected', rejection: { status: 404 } })
  })

  test.each([
    new Response('404 page not found\n', { status: 404 }),
    new Response('<html>no such host</html>', { status: 404 }),
  ])("a stranger's 404 proves nothing", async (answer) => {
    expect(await execute(scriptedKratos(answer), remove)).toMatchObject({
      kind: 'rejected',
      rejection: { status: 404 },
    })
  })
})

describe('rejected', () => {
  test("in Kratos' own words, with the id to find it in the server's log", async () => {
    const script = scriptedKratos(recorded('post-conflict', 1))
    expect(await execute(script, create)).toEqual({
      kind: 'rejected',
      rejection: {
        status: 409,
        message: 'The resource could not be created due to a conflict',
        reason: 'This identity conflicts with another identity that already exists.',
        requestId: script.sent[0]?.headers.get('x-request-id'),
      },
    })
  })

  test.each([
    [413, '', 'HTTP 413: an empty body instead of JSON'],
    [418, 'nope', 'HTTP 418: a body that is not complete JSON'],
  ])("in other words than Kratos', with its status %i", async (status, body, message) => {
    const script = scriptedKratos(new Response(body, { status }))
    expect(await execute(script, create)).toMatchObject({ kind: 'rejected', rejection: { status, message } })
  })

  // A server or gateway may say what was sent, or anything else, where the id ought to be.
  describe.each(['CANARY hash', '$2a$10$CANARY', 'ada@example.org', '\u001b[2J', '', 'x'.repeat(65)])(
    'an id that is none is not believed: %j',
    (text) => {
      test('in the body', async () => {
        const script = scriptedKratos(kratosError(400, 'no', { request: text }, { 'x-request-id': 'r-1' }))
        expect(await execute(script, create)).toMatchObject({ rejection: { requestId: 'r-1' } })
      })

      test('in the body and nowhere else', async () => {
        const script = scriptedKratos(kratosError(400, 'no', { request: text }))
        const sent = script.sent
        const result = await execute(script, create)
        expect(result).toMatchObject({ rejection: { requestId: sent[0]?.headers.get('x-request-id') } })
      })
    },
  )

  test.each(['CANARY hash', 'ada@example.org', 'x'.repeat(65)])('in a header neither: %j', async (text) => {
    const script = scriptedKratos(kratosError(400, 'no', {}, { 'x-request-id': text }))
    const result = await execute(script, create)
    expect(result).toMatchObject({ rejection: { requestId: script.sent[0]?.headers.get('x-request-id') } })
  })

  // A server that keeps what it was sent for an id, and a password that looks like one.
  test('what was sent is no id, in the body or in a header', async () => {
    const secret = 'd2719c2c-1d4f-4d3a-9f53-5f8c2a3e7b11'
    const sending = { ...create, body: { ...create.body, metadata_admin: { secret } } }
    for (const given of [secret, secret.slice(0, 13)]) {
      const script = scriptedKratos(kratosError(400, 'no', { request: given }, { 'x-request-id': given }))
      const result = await execute(script, sending)
      expect(result).toMatchObject({ rejection: { requestId: script.sent[0]?.headers.get('x-request-id') } })
    }
  })

  test('control characters of an answer do not pass', async () => {
    const result = await execute(
      scriptedKratos(kratosError(400, 'a\u001b[31mb', { reason: 'one\n  two\u0000' })),
      create,
    )
    expect(result).toMatchObject({ rejection: { message: 'a\ufffd[31mb', reason: 'one\n  two\ufffd' } })
  })

  test('a redirect is no success', async () => {
    const result = await execute(scriptedKratos(recorded('redirects', 4)), create)
    expect(result).toMatchObject({
      kind: 'rejected',
      rejection: { status: 307, message: expect.stringContaining('never followed') },
    })
  })

  test.each([401, 403])('HTTP %d ends the run', async (status) => {
    const failure = await failureOf(() => execute(scriptedKratos(kratosError(status, 'no')), create))
    expect(failure).toBeInstanceOf(IdctlError)
    expect(failure).toMatchObject({ hint: expect.stringContaining('kratos.api_key') })
    expect(String(failure)).not.toContain('CANARY')
  })
})

describe('repeated, because it surely had no effect', () => {
  const serialization = 'Unable to serialize access due to a concurrent update in another session'

  test.each<[string, () => Response | Error]>([
    ['429', () => kratosError(429, 'slow down')],
    ['503 with Retry-After', () => kratosError(503, 'busy', {}, { 'retry-after': '1' })],
    ['a serialisation failure', () => kratosError(400, serialization)],
  ])('%s', async (_, refusal) => {
    const script = scriptedKratos(refusal(), refusal(), json(row(1)))
    expect(await execute(script, patch)).toMatchObject({ kind: 'done' })
    expect(new Set(script.sent.map(({ body }) => body)).size).toBe(1)
  })

  test('a refused connection, once the server was there', async () => {
    const script = scriptedKratos(kratosError(429, 'slow down'), networkError('ECONNREFUSED'), json(row(1)))
    expect(await execute(script, patch)).toMatchObject({ kind: 'done' })
  })

  test('tries are bounded', async () => {
    const script = scriptedKratos(...Array.from({ length: 10 }, () => kratosError(429, 'slow down')))
    // Nothing else would be taken either.
    expect(await failureOf(() => execute(script, patch))).toMatchObject({
      name: 'ServerUnavailable',
      exit: 'unreadable',
      message: expect.stringMatching(
        /^PATCH \/admin\/identities\/… at http:\/\/kratos.test:4434: HTTP 429 \(too many requests\) since 00:00:00 UTC/,
      ),
      hint: expect.stringContaining('limits the rate'),
    })
    expect(script.sent).toHaveLength(9)
    expect(script.pauses.reduce((sum, pause) => sum + pause)).toBeGreaterThan(60_000)
  })
})

describe('unknown, and sent once only', () => {
  test.each<[string, Response | Error, string]>([
    ['a reset', networkError('ECONNRESET'), 'connection reset'],
    ['no answer in time', networkError('ETIMEDOUT'), 'no answer within 130 s'],
    ['500', kratosError(500, 'database away'), 'HTTP 500: database away'],
    ['503 without Retry-After', kratosError(503, 'busy'), 'HTTP 503'],
    ['a gateway page', new Response('<html>502</html>', { status: 502 }), 'HTML page'],
    ['408 of a gateway', new Response('', { status: 408 }), 'HTTP 408'],
    ['HTML with a success status', new Response('<html></html>', { status: 201 }), 'HTML page instead of JSON'],
    ['half an answer', new Response('{"id":', { status: 201 }), 'not complete JSON'],
    ['no identity', json({}, { status: 201 }), 'the answer is not an identity: id'],
    ['another success', json(row(1), { status: 202 }), 'unexpected HTTP 202'],
  ])('%s', async (_, answer, detail) => {
    const script = scriptedKratos(answer)
    const result = await execute(script, create)
    expect(result).toMatchObject({ kind: 'unknown', detail: expect.stringContaining(detail) })
    expect(JSON.stringify(result)).not.toContain('CANARY')
    expect(script.sent).toHaveLength(1)
  })
})

describe('batch', () => {
  const [, { request, response } = { request: { body: undefined }, response: { body: null } }] =
    recordedSteps('batch-item-errors')

  test('results in the order of the items, failures in Kratos words', async () => {
    const results = (response.body as { identities: Record<string, Json>[] }).identities
    const answered = results.map((result, index) => ({ ...result, patch_id: `p${index}` }))
    const result = await execute(
      scriptedKratos(json({ identities: answered })),
      batch(...answered.map(({ patch_id }) => patch_id)),
    )
    expect(request).toBeDefined()
    expect(result).toMatchObject({
      kind: 'done',
      answer: answered.map(({ patch_id, ...one }) => ({ patch_id, kind: 'identity' in one ? 'created' : 'rejected' })),
    })
  })

  const created = (patch_id: string, number: number) => ({ action: 'create', patch_id, identity: idOf(number) })

  test.each<[string, Json, string]>([
    ['too few results', [created('a', 1)], 'has 1 results for 2 items'],
    ['too many results', [created('a', 1), created('b', 2), created('c', 3)], 'has 3 results for 2 items'],
    ['results that changed places', [created('b', 1), created('a', 2)], 'result 1 of the answer belongs to no item'],
    ['a foreign patch_id', [created('a', 1), created('x', 2)], 'result 2 of the answer belongs to no item'],
    ['no patch_id', [created('a', 1), { action: 'create', identity: idOf(2) }], 'is not a batch answer'],
    ['null', [created('a', 1), null], 'is not a batch answer'],
    ['one id twice', [created('a', 1), created('b', 1)], 'one id to several items'],
  ])('%s: nothing of it is believed', async (_, identities, detail) => {
    const result = await execute(scriptedKratos(json({ identities })), batch('a', 'b'))
    expect(result).toMatchObject({ kind: 'unknown', detail: expect.stringContaining(detail) })
  })

  test('an id that is none is not believed', async () => {
    const error = { code: 409, message: 'no', reason: 'no' }
    const answer = { identities: [{ action: 'error', patch_id: 'a', error }] }
    const script = scriptedKratos(json(answer, { headers: { 'x-request-id': 'CANARY hash' } }))
    const result = await execute(script, batch('a'))
    expect(result).toMatchObject({
      kind: 'done',
      answer: [{ rejection: { requestId: script.sent[0]?.headers.get('x-request-id') } }],
    })
  })

  test('a refusal of the whole is one rejection', async () => {
    const result = await execute(scriptedKratos(recorded('batch-whole-failures', 0)), batch('a', 'b'))
    expect(result).toMatchObject({
      kind: 'rejected',
      rejection: { status: 400, reason: 'identity state is not valid' },
    })
  })
})

describe('the first interrupt', () => {
  const limited = () => kratosError(429, 'too many', {}, { 'retry-after': '60' })

  function interruptible(answers: readonly Response[], onSleep: (stop: AbortController) => void) {
    const script = scriptedKratos(...answers)
    const stop = new AbortController()
    const waits: object[] = []
    const sleep = async (milliseconds: number, signal: AbortSignal) => {
      onSleep(stop)
      signal.throwIfAborted()
      await script.clock.sleep(milliseconds, signal)
    }
    const clock = { ...script.clock, sleep }
    const settings = { clock, policy: script.context.policy, onWait: (wait: object) => waits.push(wait) }
    const target = kratosTarget(script.kratos.writes, settings)
    return {
      ...script,
      stop,
      waits,
      run: (request: WriteRequest) => target.execute(request, script.context.signal, stop.signal),
    }
  }

  test.each([create, batch('p1', 'p2'), patch, put, unlink, remove, revoke])(
    'ends the wait for another try of %o: it rejects with the reason, and nothing was sent again',
    async (request) => {
      const { run, sent, stop, waits } = interruptible([limited()], (signal) => signal.abort())
      expect(await failureOf(() => run(request))).toBe(stop.signal.reason)
      expect(sent).toHaveLength(1)
      expect(waits).toEqual([{ milliseconds: 60_000, why: 'rate' }])
    },
  )

  test('leaves a request that is under way to its answer', async () => {
    const { run, stop } = interruptible([json(row(1))], () => undefined)
    const answer = run(patch)
    stop.abort()
    expect(await answer).toMatchObject({ kind: 'done' })
    expect(stop.signal.aborted).toBe(true)
  })
})

describe('how many writes of single identities it takes at once', () => {
  async function capacityAfter(request: WriteRequest, ...answers: readonly (Response | Error)[]): Promise<number> {
    const { kratos, clock, context } = scriptedKratos(...answers)
    const target = kratosTarget(kratos.writes, { clock, policy: context.policy })
    for (const _ of answers) await target.execute(request, context.signal).catch(() => undefined)
    return target.capacity?.() ?? Number.NaN
  }
  const gone = () => new Response(null, { status: 204 })
  const limits = { 'x-ratelimit-limit': '10', 'x-ratelimit-remaining': '9', 'x-ratelimit-reset': '1' }

  test.each<[string, WriteRequest, readonly (Response | Error)[], number]>([
    ['four at first', remove, [], 4],
    ['one after an error, when only one was under way', remove, [kratosError(500, 'internal')], 1],
    ['and after an answer that is lost', remove, [networkError('ECONNRESET')], 1],
    ['after a 429, though it is repeated', remove, [kratosError(429, 'slow down'), gone()], 1],
    ['after a conflict in the database', remove, [kratosError(400, 'Unable to serialize access'), gone()], 1],
    ['as before after a refusal of what was written', patch, [kratosError(400, 'no'), kratosError(409, 'taken')], 4],
    ['as before after a creation, which is about the collection', create, [kratosError(500, 'internal')], 4],
    [
      'any number where a limit of the rate is known',
      remove,
      [new Response(null, { status: 204, headers: limits })],
      Infinity,
    ],
  ])('%s', async (_, request, answers, capacity) => {
    expect(await capacityAfter(request, ...answers)).toBe(capacity)
  })
})
