import { present } from '../../model/present.ts'
import type { AnswerTimeouts } from './answer-timeouts.ts'
import { proxyHint } from './proxy.ts'
import type { NoAnswer, RequestLine } from './reply.ts'

interface Diagnosis {
  readonly detail: string
  readonly hint?: string
  readonly neverSent?: true
  readonly passing?: true
  readonly tooLarge?: true
  readonly slow?: true
}

const trustHint =
  'if the certificate is signed by an authority of your own, name its file in the variable NODE_EXTRA_CA_CERTS'

const diagnoses: Readonly<Record<string, (origin: string, timeouts: AnswerTimeouts) => Diagnosis>> = {
  ECONNREFUSED: (origin) => ({
    detail: 'connection refused',
    hint: `is Kratos' admin API at ${origin}, and is it running?`,
    neverSent: true,
    passing: true,
  }),
  ENOTFOUND: (origin) => ({ detail: `host name not found`, hint: `check the host in ${origin}`, neverSent: true }),
  EAI_AGAIN: (origin) => ({
    detail: 'host name could not be looked up',
    hint: `check the host in ${origin} and the network`,
    neverSent: true,
    passing: true,
  }),
  EHOSTUNREACH: () => ({ detail: 'host unreachable', neverSent: true, passing: true }),
  ENETUNREACH: () => ({ detail: 'network unreachable', neverSent: true, passing: true }),
  ECONNRESET: () => ({ detail: 'connection reset before the answer was complete', passing: true }),
  EPIPE: () => ({ detail: 'connection closed while the request was sent', passing: true }),
  ETIMEDOUT: (_, { silence }) => silent(silence),
  ECONNABORTED: (_, { silence }) => silent(silence),
  ERR_TOO_SLOW: (_, { whole }) => ({
    detail: `no complete answer within ${seconds(whole)}`,
    hint: slowHint,
    passing: true,
    slow: true,
  }),
  ERR_CUT_OFF: () => ({ detail: 'the answer was cut off', passing: true }),
  ERR_TOO_LARGE: () => ({ detail: 'the answer is larger than idctl accepts', tooLarge: true }),
  EPROTO: (origin) => ({ detail: 'TLS handshake failed', hint: `does ${origin} speak https, or plain http?` }),
  HPE_HEADER_OVERFLOW: () => ({ detail: 'the answer has more headers than Node.js accepts' }),
}

const slowHint =
  'Kratos, its database or the network is too slow: run idctl closer to the server, or when the server is less busy'

function silent(milliseconds: number): Diagnosis {
  return { detail: `no answer within ${seconds(milliseconds)}`, hint: slowHint, passing: true, slow: true }
}

function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 1000)} s`
}

const untrusted: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

/**
 * The reply for a failure of the transport. Only the error's code is used: messages and properties of HTTP libraries'
 * errors contain headers and bodies, so idctl neither shows them nor keeps the error as a cause.
 */
export function noAnswer(error: unknown, request: RequestLine, timeouts: AnswerTimeouts): NoAnswer {
  const diagnosis = diagnose(codeOf(error), request.origin, timeouts)
  return {
    kind: 'no-answer',
    request,
    detail: diagnosis.detail,
    ...present({
      hint: request.proxy && !diagnosis.slow ? proxyHint(request) : diagnosis.hint,
      tooLarge: diagnosis.tooLarge,
      slow: diagnosis.slow,
    }),
    neverSent: diagnosis.neverSent === true,
    passing: diagnosis.passing === true,
  }
}

function diagnose(code: string, origin: string, timeouts: AnswerTimeouts): Diagnosis {
  const known = diagnoses[code]
  if (known !== undefined) return known(origin, timeouts)
  if (untrusted.has(code)) return { detail: `TLS certificate not trusted (${code})`, hint: trustHint, neverSent: true }
  if (code.startsWith('HPE_'))
    return { detail: `the answer is not HTTP (${code})`, hint: `check the port in ${origin}` }
  return { detail: `the request failed (${code})` }
}

/** A request that got no answer, or only a part of one. Keeps nothing of Node's error but its code. */
export class RequestFailed extends Error {
  readonly code: string | undefined

  constructor(code: string | undefined) {
    super('the request failed')
    this.name = 'RequestFailed'
    this.code = code
  }
}

/** False for errors that idctl or the embedded sandbox throws; they must not be turned into replies. */
export function isTransportFailure(error: unknown): boolean {
  if (error instanceof RequestFailed || (error as { isAxiosError?: unknown } | null)?.isAxiosError === true) return true
  return Object.hasOwn(diagnoses, codeOf(error))
}

function codeOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  // axios has this one code for answers that are too large and for answers that are cut off; only its message tells which.
  if (code === 'ERR_BAD_RESPONSE') {
    return String(message).startsWith('maxContentLength') ? 'ERR_TOO_LARGE' : 'ERR_CUT_OFF'
  }
  return typeof code === 'string' ? code : 'no code'
}
