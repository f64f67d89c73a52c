import * as z from 'zod'
import { didYouMean } from '../model/did-you-mean.ts'
import { type Invitation, type RecoveryKind, recoveryKinds } from '../model/invitation.ts'
import { isJsonObject, type Json } from '../model/json.ts'
import { quote } from './report.ts'

/** `on_create` as written: a word, or a map with a lifetime. `null`: no invitation, even if one is inherited. */
export type WrittenInvitation = RecoveryKind | Invitation | null

/** Reports every problem at its node. */
export const writtenInvitation = z.custom<WrittenInvitation>().superRefine((value, context) => {
  for (const { path, message } of problemsOf(value as Json)) context.addIssue({ code: 'custom', path, message })
})

/** The invitation in its normal form; `undefined` for none. */
export function toInvitation(written: WrittenInvitation | undefined): Invitation | undefined {
  return typeof written === 'string' ? { send: written } : (written ?? undefined)
}

/** Why Kratos would refuse a lifetime; `undefined` when it would not. */
export function lifetimeProblem(text: string): string | undefined {
  const days = /^(\d{1,6})([dw])$/.exec(text)
  if (days !== null) {
    const hours = Number(days[1]) * (days[2] === 'd' ? 24 : 168)
    return `must be a duration as Kratos writes it, which has no days: write ${hours}h`
  }
  if (!/^(\d{1,15}(ns|us|ms|s|m|h))+$/.test(text))
    return 'must be a duration as Kratos writes it, like 90m, 24h or 1h30m'
  const hours = hoursOf(text)
  if (hours === 0) return 'must be longer than zero'
  return hours > longestHours ? `must be at most ${longestHours}h` : undefined
}

/** A hundred years; Go's own limit is 292. */
const longestHours = 876_000

const unitsInHours: Readonly<Record<string, number>> = {
  ns: 1 / 3.6e12,
  us: 1 / 3.6e9,
  ms: 1 / 3.6e6,
  s: 1 / 3600,
  m: 1 / 60,
  h: 1,
}

function hoursOf(text: string): number {
  const parts = [...text.matchAll(/(\d+)([a-z]+)/g)]
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitsInHours[unit ?? ''] ?? 0), 0)
}

interface Problem {
  readonly path: string[]
  readonly message: string
}

const kindWords = recoveryKinds.join(' or ')

/** A mistake in `send` is reported for the whole value: without `send` nothing of it can be used. */
function problemsOf(value: Json | undefined): Problem[] {
  if (value === undefined || value === null || isKind(value)) return []
  if (!isJsonObject(value)) return [{ path: [], message: `must be ${kindWords}${meantBy(value)}, or a map with send` }]
  const unknown = Object.keys(value).find((key) => key !== 'send' && key !== 'lifetime')
  if (unknown !== undefined) return [{ path: [], message: `may have only send and lifetime, not ${quote(unknown)}` }]
  const { send, lifetime } = value
  if (send === undefined || !isKind(send)) {
    return [{ path: [], message: `needs send: ${kindWords}${meantBy(send)}` }]
  }
  return lifetime === undefined ? [] : lifetimeProblems(lifetime)
}

function isKind(value: Json): boolean {
  return recoveryKinds.some((kind) => kind === value)
}

function meantBy(value: Json | undefined): string {
  const meant = typeof value === 'string' ? didYouMean(value, recoveryKinds) : undefined
  return meant === undefined ? '' : ` (did you mean ${meant}?)`
}

function lifetimeProblems(value: Json): Problem[] {
  const message = typeof value === 'string' ? lifetimeProblem(value) : lifetimeProblem('')
  return message === undefined ? [] : [{ path: ['lifetime'], message }]
}
