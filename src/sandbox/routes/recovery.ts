import { randomBytes, randomInt } from 'node:crypto'
import { goQuote } from '../../go/print.ts'
import { badRequest, forbiddenReturn, noRow, notFound } from '../errors.ts'
import type { Shape } from '../go/decode.ts'
import { formatDuration, parseDuration } from '../go/duration.ts'
import { formatMillis } from '../go/time.ts'
import { nilUuid } from '../go/uuid.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { readDeclared } from '../http/read-body.ts'
import type { Call, Route } from '../http/router.ts'
import type { Kratos } from '../kratos.ts'
import { recoveryCodeBody, recoveryLinkBody } from './bodies.ts'

/** Recovery codes and links for admins (API reference §11). The sandbox does not store them, because it runs no flows. */
export const recoveryRoutes: readonly Route[] = [
  {
    port: 'admin',
    method: 'POST',
    pattern: '/admin/recovery/code',
    handle(call, kratos) {
      const { body, lifetime } = readRecovery(call, kratos.settings.code_enabled, recoveryCodeBody)
      if (lifetime <= 0) throw inThePast('result', formatDuration(lifetime))
      const flowType = body.flow_type ?? 'browser'
      if (flowType !== 'browser' && flowType !== 'api') {
        throw badRequest(`Value from "flow_type" is not valid: ${goQuote(flowType)}`)
      }
      checkReturn(call.query)
      if (kratos.store.get(body.identity_id ?? nilUuid) === undefined) throw noRow('could not find identity')
      return jsonAnswer(201, {
        // Kratos puts the URL of its self-service UI here; the sandbox has none.
        recovery_link: `${kratos.urls.public}/recovery?flow=${kratos.newId()}`,
        recovery_code: String(randomInt(1_000_000)).padStart(6, '0'),
        expires_at: expiry(lifetime, kratos),
      })
    },
  },
  {
    port: 'admin',
    method: 'POST',
    pattern: '/admin/recovery/link',
    handle(call, kratos) {
      const { body, lifetime } = readRecovery(call, kratos.settings.link_enabled, recoveryLinkBody)
      if (lifetime <= 0) throw inThePast('be result', body.expires_in)
      checkReturn(call.query)
      if (kratos.store.get(body.identity_id ?? nilUuid) === undefined) {
        throw badRequest('The requested identity id does not exist.')
      }
      const token = randomBytes(24).toString('base64url')
      return jsonAnswer(200, {
        recovery_link: `${kratos.urls.public}/self-service/recovery?flow=${kratos.newId()}&token=${token}`,
        expires_at: expiry(lifetime, kratos),
      })
    },
  },
]

/** The checks that both endpoints start with, in this order. */
function readRecovery<T extends { expires_in?: string }>(
  { request }: Call,
  enabled: boolean,
  shape: Shape<T>,
): { readonly body: Partial<T>; readonly lifetime: number } {
  checkEnabled(enabled)
  const body = readDeclared(request, shape)
  return { body, lifetime: readLifetime(body.expires_in) }
}

/** The error for a lifetime that is not in the future; the text differs by endpoint. */
function inThePast(words: 'result' | 'be result', shown: string | undefined): Error {
  return badRequest(`Value from "expires_in" must ${words} to a future time: ${shown}`)
}

/** The lifetime in nanoseconds; one hour by default. */
function readLifetime(given: string | undefined): number {
  const lifetime = parseDuration(given || '1h')
  if (lifetime !== undefined) return lifetime
  const format = 'whose format should match "[0-9]+(ns|us|ms|s|m|h)" but did not'
  throw badRequest(`Unable to parse "expires_in" ${format}: ${given}`)
}

function expiry(nanos: number, { clock }: Kratos): string {
  return formatMillis(clock.millis() + nanos / 1e6)
}

function checkReturn(query: URLSearchParams): void {
  const url = query.get('return_to') ?? ''
  if (url !== '') throw forbiddenReturn(url)
}

function checkEnabled(enabled: boolean): void {
  if (enabled) return
  const advice = 'Please check your url or contact the system administrator to enable it.'
  throw notFound(`This endpoint was disabled by system administrator. ${advice}`)
}
