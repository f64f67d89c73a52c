import { present } from '../../model/present.ts'
import type { BatchItemResult, WriteResult } from '../ports.ts'
import { type BatchAnswerItem, decodeBatch } from './decode.ts'
import { describeUnknown, requestIdOf } from './errors.ts'
import type { BatchItem } from './kratos-api.ts'
import { describeNonJson, parseJson } from './non-json.ts'
import { withoutControls } from './printable.ts'
import type { Answer } from './reply.ts'

/**
 * Results of a batch, one per item. Kratos answers in the order of the request and repeats each `patch_id` (API
 * reference §8). If an answer does not do both, the results of all items are `unknown`.
 */
export function interpretBatch(items: readonly BatchItem[], answer: Answer): WriteResult<'batch'> {
  const unknown = (problem: string): WriteResult<'batch'> => ({
    kind: 'unknown',
    detail: describeUnknown(answer, problem),
  })
  const value = parseJson(answer.text())
  if (value === undefined) return unknown(describeNonJson(answer))
  const decoded = decodeBatch(value)
  if (!decoded.ok) return unknown(`the answer ${decoded.problem}`)
  if (decoded.value.length !== items.length) {
    return unknown(`the answer has ${decoded.value.length} results for ${items.length} items`)
  }
  const foreign = decoded.value.findIndex((result, index) => result.patch_id !== items[index]?.patch_id)
  if (foreign >= 0) return unknown(`result ${foreign + 1} of the answer belongs to no item at that place`)
  const created = decoded.value.flatMap((result) => (result.action === 'create' ? [result.identity] : []))
  if (new Set(created).size !== created.length) return unknown('the answer gives one id to several items')
  return { kind: 'done', answer: decoded.value.map((result) => resultOf(result, answer)) }
}

function resultOf(result: BatchAnswerItem, answer: Answer): BatchItemResult {
  if (result.action === 'create') return { patch_id: result.patch_id, kind: 'created', id: result.identity }
  const { code, message, reason } = result.error
  return {
    patch_id: result.patch_id,
    kind: 'rejected',
    rejection: {
      status: code,
      message: withoutControls(answer.withoutApiKey(message)),
      ...present({ reason: reason && withoutControls(answer.withoutApiKey(reason)) }),
      requestId: requestIdOf(answer),
    },
  }
}
