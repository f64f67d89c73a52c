import { expect, test } from 'vitest'
import { isTransportFailure, noAnswer } from '../../../../src/live/kratos/network.ts'

const request = { label: 'GET /admin/version', origin: 'https://kratos.test', id: 'r1', key: 'none' } as const
const timeouts = { silence: 60_000, whole: 90_000 }

test.each([
  ['ECONNREFUSED', 'connection refused', { neverSent: true, passing: true }],
  ['ENOTFOUND', 'host name not found', { neverSent: true, passing: false }],
  ['ECONNRESET', 'connection reset before the answer was complete', { neverSent: false, passing: true }],
  ['ETIMEDOUT', 'no answer within 60 s', { neverSent: false, passing: true, slow: true }],
  ['ERR_TOO_SLOW', 'no complete answer within 90 s', { neverSent: false, passing: true, slow: true }],
  ['EPROTO', 'TLS handshake failed', { neverSent: false, passing: false }],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'TLS certificate not trusted (SELF_SIGNED_CERT_IN_CHAIN)',
    { neverSent: true, passing: false },
  ],
  ['HPE_HEADER_OVERFLOW', 'the answer has more headers than Node.js accepts', { neverSent: false, passing: false }],
  ['HPE_INVALID_CONSTANT', 'the answer is not HTTP (HPE_INVALID_CONSTANT)', { neverSent: false, passing: false }],
  ['EWHATEVER', 'the request failed (EWHATEVER)', { neverSent: false, passing: false }],
])('%s: %s', (code, detail, expected) => {
  const failure = noAnswer(
    { code, message: 'CANARY', config: { headers: 'CANARY' }, isAxiosError: true },
    request,
    timeouts,
  )
  expect(failure).toMatchObject({ detail, ...expected })
  expect(JSON.stringify(failure)).not.toContain('CANARY')
})

test.each([
  ['maxContentLength size of 1 exceeded', 'the answer is larger than idctl accepts', false],
  ['stream has been aborted', 'the answer was cut off', true],
])('a body that ends early: %s', (message, detail, passing) => {
  expect(noAnswer({ code: 'ERR_BAD_RESPONSE', message }, request, timeouts)).toMatchObject({
    detail,
    passing,
    neverSent: false,
  })
})

test.each([new TypeError('a bug'), undefined, { code: 'constructor' }, 'text'])(
  '%o is no failure of the network',
  (error) => {
    expect(isTransportFailure(error)).toBe(false)
  },
)
