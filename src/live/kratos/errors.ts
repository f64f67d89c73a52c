import * as z from 'zod'
import { IdctlError, ServerUnavailable } from '../../errors.ts'
import { present } from '../../model/present.ts'
import { isRequestId } from '../../model/request-id.ts'
import { shown, type Told, told, underMask, unlessMasked } from '../../model/told.ts'
import type { Rejection } from '../ports.ts'
import { describeNonJson, parseJson } from './non-json.ts'
import { keyHint } from './ory-network.ts'
import { printable, withoutControls } from './printable.ts'
import { addressOf, proxyHint } from './proxy.ts'
import type { Answer, Outage, Reply, RequestLine } from './reply.ts'

/** Kratos' identity schemas could not be read. idctl may use local schema files instead, and then warns. */
export class SchemasUnavailable extends IdctlError {
  constructor(message: string | Told, hint: string | Told | undefined) {
    super(message, { exit: 'unreadable', hint })
    this.name = 'SchemasUnavailable'
  }
}

const errorBody = z.object({
  error: z.object({
    id: z.string().optional(),
    code: z.number().optional(),
    reason: z.string().optional(),
    message: z.string().optional(),
    request: z.string().optional(),
  }),
})

export type KratosError = z.infer<typeof errorBody>['error']

/** The body of a herodot error (API reference §1.3), or `undefined` when the answer is something else (a proxy's page). */
export function kratosErrorOf(answer: Answer): KratosError | undefined {
  const parsed = errorBody.safeParse(parseJson(answer.text()))
  return parsed.success ? parsed.data.error : undefined
}

/** Whether a 404 comes from Kratos. A 404 of a proxy or of another server does not prove that the identity is absent. */
export function isKratosNotFound(answer: Answer): boolean {
  return answer.status === 404 && kratosErrorOf(answer)?.code === 404
}

/** Whether only the credential is missing, not the identity. Kratos' 404 has a reason only in that case (API reference §9.2). */
export function isCredentialNotFound(answer: Answer): boolean {
  return isKratosNotFound(answer) && kratosErrorOf(answer)?.reason !== undefined
}

/** A database serialisation failure: transient, and surely without effect (API reference §6.7, trap 35). */
export function isSerializationFailure(answer: Answer): boolean {
  return answer.status === 400 && (kratosErrorOf(answer)?.message ?? '').startsWith('Unable to serialize access')
}

/** Kratos' words for an answer that is no success. For an answer that is not from Kratos, they include the status. */
export function rejectionOf(answer: Answer): Rejection {
  const error = kratosErrorOf(answer)
  const { message, reason } = wordsOf(answer)
  return {
    status: answer.status,
    message: error === undefined ? `HTTP ${answer.status}: ${message}` : message,
    ...present({ reason }),
    requestId: requestIdOf(answer, error),
  }
}

/** The whole text: secrets must be found in it before it is shortened. */
function wordsOf(answer: Answer): { readonly message: string; readonly reason?: string } {
  const error = kratosErrorOf(answer)
  const said = (text: string) => withoutControls(answer.withoutApiKey(text))
  return {
    message: said(error?.message ?? explainStatus(answer)),
    ...present({ reason: error?.reason && said(error.reason) }),
  }
}

/**
 * The request id with which the answer can be found in the server's log. It is the id that idctl sent if the server gives none, or gives
 * a text that is no id, or a text that was part of the request (it may be a password that looks like an id).
 */
export function requestIdOf(answer: Answer, error?: KratosError): string {
  const given = [error?.request, answer.header('x-request-id')]
  return (
    given.find((id) => id !== undefined && isRequestId(id) && !answer.wasSent(id) && answer.withoutApiKey(id) === id) ??
    answer.request.id
  )
}

/** For answers that contradict each other, or contradict an earlier answer of Kratos. */
export const cacheHint = 'something between idctl and Kratos may answer from a cache'

/** The error for an answer to a read that breaks the API's promises; it stops the run before idctl draws conclusions. */
export function unreadable(request: RequestLine, problem: string, hint?: string): IdctlError {
  const what = underMask(printable(problem), "the answer is not what Kratos' API promises")
  return new IdctlError(problemText(request, what), { exit: 'unreadable', hint: hint && shown(hint) })
}

/** `--mask` hides the label, which may contain an identifier. */
function problemText(request: RequestLine, problem: Told): Told {
  const { label, id } = request
  return told`${unlessMasked`${label} at `}${shown(addressOf(request))}: ${problem} (request id ${shown(id)})`
}

/**
 * Why a read failed, for any reply that is not the expected success. `ServerUnavailable` if the server answers nobody any more, after
 * several attempts.
 */
export function readFailure(reply: Reply): IdctlError {
  if (reply.outage !== undefined) return unavailable(reply, reply.outage)
  if (reply.kind === 'no-answer') {
    const { label } = reply.request
    return new IdctlError(
      told`${unlessMasked`${label} at `}${shown(addressOf(reply.request))}: ${shown(reply.detail)}`,
      {
        exit: 'unreadable',
        hint: reply.hint && shown(reply.hint),
      },
    )
  }
  if (reply.request.proxy?.answered) return refusedByProxy(reply)
  const { status } = reply
  const { message, reason } = wordsOf(reply)
  const words = reason === undefined ? message : reason
  const hint = hintFor(reply, words)
  return new IdctlError(problemText(reply.request, told`HTTP ${status}${unlessMasked`: ${printable(words)}`}`), {
    exit: 'unreadable',
    hint: hint && shown(hint),
  })
}

/** The proxy answered, so the request did not reach the server. */
export function refusedByProxy({ request, status }: Answer): IdctlError {
  return new IdctlError(problemText(request, told`the proxy itself answered HTTP ${status}`), {
    exit: 'unreadable',
    hint: shown(proxyHint(request, status)),
  })
}

const anyId = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi

/**
 * The error for a server that answers no request, or answers all of them with errors. All later changes and the journal repeat its text,
 * so it quotes neither the server's messages nor ids of identities.
 */
export function unavailable(reply: Reply, { since, until }: Outage): ServerUnavailable {
  const began = new Date(since).toISOString().slice(11, 19)
  const seconds = Math.max(1, Math.round((until - since) / 1000))
  const { label, id } = reply.request
  const isRefused = reply.kind === 'no-answer' && reply.neverSent
  const address = addressOf(reply.request)
  const what = isRefused ? address : `${label.replaceAll(anyId, '…')} at ${address}`
  const tried = isRefused ? told`tried for ${seconds} s` : told`tried for ${seconds} s; request id ${shown(id)}`
  return new ServerUnavailable(
    told`${shown(what)}: ${shown(outageDetail(reply))} since ${shown(began)} UTC (${tried})`,
    outageHint(reply),
  )
}

function outageDetail(reply: Reply): string {
  if (reply.kind === 'no-answer') return reply.detail
  if (reply.status === 429) return 'HTTP 429 (too many requests)'
  return parseJson(reply.text()) === undefined ? describeNonJson(reply) : `HTTP ${reply.status}`
}

function outageHint(reply: Reply): Told | undefined {
  if (reply.kind === 'no-answer') return reply.slow && reply.hint ? shown(reply.hint) : undefined
  return reply.status === 429 ? shown(rateHint) : undefined
}

/**
 * 401 or 403 on a write: no later write can succeed either. The server's message is left out: it may quote a value that one change sent,
 * and all later changes repeat the text of this error.
 */
export function accessDenied(answer: Answer): IdctlError {
  const { status } = answer
  return new IdctlError(problemText(answer.request, told`HTTP ${status}${unlessMasked`: access denied`}`), {
    exit: 'error',
    hint: shown(hintFor(answer, '') ?? keyHint(status, answer.request.key, answer.request.origin)),
  })
}

/** One line for a reply of a write whose effect is not known. */
export function describeUnknown(reply: Reply, problem?: string): string {
  const words =
    problem ?? (reply.kind === 'no-answer' ? reply.detail : `HTTP ${reply.status}: ${wordsOf(reply).message}`)
  return `${reply.request.label}: ${words} (request id ${reply.request.id})`
}

/** The error for an answer that should have been JSON. The admin API never answers with an HTML page. */
export function nonJson(answer: Answer): IdctlError {
  const problem = describeNonJson(answer)
  return unreadable(answer.request, problem, problem.includes('HTML') ? adminHint : undefined)
}

const adminHint = "kratos.admin_url must be the address of Kratos' admin API (port 4434 by default)"

function explainStatus(answer: Answer): string {
  if (answer.status >= 300 && answer.status < 400) {
    return `redirected to ${redirectOrigin(answer) ?? 'somewhere else'}, which is never followed`
  }
  if (answer.status === 404 || answer.status === 405)
    return "the server does not know this path, so it is not Kratos' admin API"
  if (answer.status === 401 || answer.status === 403) return 'access denied'
  if (answer.status === 429) return 'too many requests'
  return describeNonJson(answer).replace(/^HTTP \d+ with /, '')
}

function hintFor(answer: Answer, words: string): string | undefined {
  const hint = serverHint(answer, words)
  // Errors of Kratos are JSON; any other error may come from the proxy.
  if (answer.request.proxy === undefined || answer.status < 400 || kratosErrorOf(answer) !== undefined) return hint
  const ofProxy = proxyHint(answer.request, answer.status)
  return hint === undefined ? ofProxy : `${hint}; if it is the proxy that refuses, ${ofProxy}`
}

function serverHint(answer: Answer, words: string): string | undefined {
  const { request } = answer
  if (answer.status >= 300 && answer.status < 400) return redirectHint(answer)
  if (answer.status === 401 || answer.status === 403) return keyHint(answer.status, request.key, request.origin)
  if (answer.status === 404 || answer.status === 405) return adminHint
  if (answer.status === 429) return rateHint
  const gone = /JSON Schema (".*") for this identity's traits could not be found/.exec(words)?.[1]
  return answer.status >= 500 && gone !== undefined ? goneSchemaHint(gone) : undefined
}

const rateHint = 'the server limits the rate: try again later, or lower --concurrency'

/** Kratos cannot move an identity to another schema either while its own schema is missing (API reference, trap 34). */
function goneSchemaHint(schema: string): string {
  return (
    `identities still have the schema ${schema}, which is no longer in Kratos' configuration, so Kratos cannot list them: ` +
    'put the schema back, move these identities to another schema_id, and only then remove it; without it they can only be deleted by id'
  )
}

/** Kratos' public port redirects to the admin port; other redirects are mostly from http to https. */
function redirectHint(answer: Answer): string {
  const target = redirectOrigin(answer)
  const secure = answer.request.origin.replace(/^http:/, 'https:')
  const toHttps =
    target !== undefined && new URL(target).hostname === new URL(secure).hostname && target.startsWith('https:')
  return toHttps ? `use ${target} in kratos.admin_url` : `this looks like the public URL: ${adminHint}`
}

function redirectOrigin(answer: Answer): string | undefined {
  const location = answer.header('location')
  if (location === undefined || !URL.canParse(location, answer.request.origin)) return undefined
  const { origin } = new URL(location, answer.request.origin)
  return answer.withoutApiKey(origin) === origin ? origin : undefined
}
