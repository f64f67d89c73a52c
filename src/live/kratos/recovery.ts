import * as z from 'zod'
import type { RecoveryKind } from '../../model/invitation.ts'
import type { Rejection, WriteResult } from '../ports.ts'
import { describeUnknown } from './errors.ts'
import { describeNonJson, parseJson } from './non-json.ts'
import type { Answer } from './reply.ts'

/** Kratos' answers (API reference §11.1, §11.2). The link contains a token, so it is as secret as a code. */
const link = z.object({ recovery_link: z.string().min(1), expires_at: z.iso.datetime({ offset: true }) })
const code = link.extend({ recovery_code: z.string().min(1) })

const success: Readonly<Record<RecoveryKind, number>> = { recovery_link: 200, recovery_code: 201 }

/** Reads a recovery link or code. No problem quotes the body: everybody who sees the link or code can take over the account. */
export function interpretRecovery(kind: RecoveryKind, answer: Answer): WriteResult<'recovery'> {
  const unknown = (problem: string): WriteResult<'recovery'> => ({
    kind: 'unknown',
    detail: describeUnknown(answer, problem),
  })
  if (answer.status !== success[kind]) return unknown(`unexpected HTTP ${answer.status}`)
  const value = parseJson(answer.text())
  if (value === undefined) return unknown(describeNonJson(answer))
  const parsed = (kind === 'recovery_code' ? code : link).safeParse(value)
  if (parsed.success) return { kind: 'done', answer: parsed.data }
  const where = parsed.error.issues[0]?.path.join('.') || 'it'
  return unknown(`the answer is not a recovery link or code: ${where} is not as the API promises`)
}

const methods: Readonly<Record<RecoveryKind, string>> = { recovery_link: 'link', recovery_code: 'code' }

/** Kratos answers 404 for a method that is disabled, and 400 or 404 for an identity that is gone (trap 40). */
export function recoveryRejection(kind: RecoveryKind, rejection: Rejection): Rejection {
  const { status, reason = '' } = rejection
  if (status === 404 && reason.startsWith('This endpoint was disabled')) {
    const other = kind === 'recovery_link' ? 'recovery_code' : 'recovery_link'
    const hint = `set selfservice.methods.${methods[kind]}.enabled to true in Kratos, or send a ${other} instead`
    return { ...rejection, hint }
  }
  const isGone = reason === 'could not find identity' || reason === 'The requested identity id does not exist.'
  return isGone ? { ...rejection, hint: 'the identity is gone: plan again', isGone } : rejection
}
