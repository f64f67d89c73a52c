import { isJsonObject } from '../../../src/sandbox/json.ts'
import { adaptTo } from './body-text.ts'
import type { Answered } from './exchange.ts'
import { bodyOf, type Pair } from './pair.ts'
import { looksAt } from './steps.ts'
import type { Known, Step } from './targets.ts'

/** Sends a sequence, up to the first difference. Behind every write that came through, both show what it has left. */
export async function play(pair: Pair, steps: readonly Step[]): Promise<void> {
  const ids: string[] = []
  const known: Known = { ids, adapt: adaptTo(pair.fields) }
  for (const step of steps) {
    const sent = step(known)
    const answer = await pair.send(sent)
    if (pair.difference !== undefined) return
    if (
      'closed' in answer ||
      answer.status >= 300 ||
      sent.method === 'GET' ||
      !sent.path.startsWith('/admin/identities')
    )
      continue
    for (const id of written(answer, sent.path)) {
      if (!ids.includes(id)) ids.push(id)
      await pair.send(looksAt(id))
      if (pair.difference !== undefined) return
    }
  }
}

/** The identities that a write was about. */
function written(answer: Answered, path: string): string[] {
  const body = bodyOf(answer)
  if (typeof body['id'] === 'string') return [body['id']]
  const items = Array.isArray(body['identities']) ? body['identities'] : []
  const created = items.flatMap((item) => {
    const id = isJsonObject(item) ? item['identity'] : undefined
    return typeof id === 'string' ? [id] : []
  })
  const inPath = /^\/admin\/identities\/([^/?]+)\/credentials/.exec(path)?.[1]
  return inPath === undefined ? created : [inPath]
}
