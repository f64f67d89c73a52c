import { ApiError, badRequest, type ErrorBody, notUnique, Panic } from '../errors.ts'
import { jsonAnswer } from '../http/exchange.ts'
import { batchProblem, readStrict } from '../http/read-body.ts'
import type { Route } from '../http/router.ts'
import type { Identity, Row } from '../identity/model.ts'
import { prepareInsert, validate, type Written } from '../identity/write.ts'
import type { JsonObject } from '../json.ts'
import type { Kratos } from '../kratos.ts'
import type { BatchBody } from './bodies.ts'
import { identityOf, withDefaultSchema } from './create-identity.ts'
import { insertPartially } from './partial-insert.ts'

type Item = NonNullable<NonNullable<BatchBody['identities']>[number]>

/** `PATCH /admin/identities`: only creates (API reference §8). */
export const batchCreate: Route = {
  port: 'admin',
  method: 'PATCH',
  pattern: '/admin/identities',
  async handle({ request }, kratos) {
    const items = readStrict(request, kratos.bodies.batch, batchProblem).identities ?? []
    checkSize(items, kratos)
    // Kratos v26.2.0 and older panic on a null element.
    if (!items.every((item) => item !== undefined)) throw new Panic()
    const wanted = await allIdentities(items, kratos)
    checkPlaintext(items, kratos)
    const results = create(
      wanted.filter((identity) => identity !== undefined),
      kratos,
    )
    const entries = items.map((item, index) => {
      return wanted[index] === undefined ? null : entry(item, results.shift() as Result)
    })
    return jsonAnswer(200, { identities: entries })
  },
}

type Result = { readonly row: Row } | { readonly error: ErrorBody }

function checkSize(items: readonly unknown[], { profile }: Kratos): void {
  const { maxItems, tooManyItems } = profile.batch
  if (items.length > maxItems) throw badRequest(tooManyItems.replace('{limit}', String(maxItems)))
}

/** Kratos checks this limit only after it has hashed all passwords. */
function checkPlaintext(items: readonly (Item | undefined)[], { profile }: Kratos): void {
  const limit = profile.batch.maxPlaintext
  const count = items.filter((item) => item?.create?.credentials?.password?.config?.password).length
  if (count <= limit) return
  const rule = 'The maximum number of identities per request that can be created with a plaintext password is'
  throw badRequest(`${rule} ${limit}.`)
}

/** A bad state or hash in one item fails the whole request. */
async function allIdentities(items: readonly Item[], kratos: Kratos): Promise<(Identity | undefined)[]> {
  const identities: (Identity | undefined)[] = []
  for (const { create: body } of items) {
    identities.push(body === undefined ? undefined : withDefaultSchema(await identityOf(body, kratos), kratos))
  }
  return identities
}

function create(identities: readonly Identity[], kratos: Kratos): Result[] {
  const prepared = identities.map((identity) => prepare(identity, kratos))
  const rows = prepared.flatMap((item) => ('row' in item ? [item.row] : []))
  const refused = insertPartially(rows, kratos)
  return prepared.map((item) => ('row' in item && refused.has(item.row) ? { error: notUnique().body } : item))
}

function prepare(identity: Identity, kratos: Kratos): Written | { error: ErrorBody } {
  let valid: Identity
  try {
    valid = validate(identity, kratos)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const { reason, message } = error.body
    return { error: badRequest((kratos.profile.batch.itemReasons ? reason : undefined) ?? message).body }
  }
  return prepareInsert(valid, kratos)
}

function entry(item: Item, result: Result): JsonObject {
  const patchId = item.patch_id === undefined ? {} : { patch_id: item.patch_id }
  if ('error' in result) return { action: 'error', ...patchId, error: { ...result.error } }
  return { action: 'create', identity: result.row.id, ...patchId }
}
