import { decodeHasPassword } from './decode.ts'
import { isKratosNotFound } from './errors.ts'
import type { KratosReads } from './kratos-api.ts'
import { decodeAnswer, readWithRetries } from './read-with-retries.ts'
import type { RetryContext } from './retry.ts'

/** Whether a password or the migration hook is set; `false` when the identity is gone. The answer, which has the hash, is not kept. */
export async function hasPassword(reads: KratosReads, id: string, context: RetryContext): Promise<boolean> {
  const reply = await readWithRetries(() => reads.identityWithPassword(id, context.signal), context)
  if (reply.kind === 'answer' && isKratosNotFound(reply)) return false
  return decodeAnswer(reply, decodeHasPassword)
}
