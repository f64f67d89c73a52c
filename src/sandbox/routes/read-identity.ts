import { badRequest, noRow } from '../errors.ts'
import { uuidOrNil } from '../go/uuid.ts'
import { type ApiAnswer, jsonAnswer } from '../http/exchange.ts'
import type { Call, Route } from '../http/router.ts'
import { loaded } from '../identity/credentials.ts'
import type { Row } from '../identity/model.ts'
import { renderIdentity } from '../identity/render.ts'
import type { Kratos } from '../kratos.ts'

/** Reads of one identity (API reference §3). */
export const readIdentity: readonly Route[] = [
  {
    port: 'admin',
    method: 'GET',
    pattern: '/admin/identities/:id',
    handle: (call, kratos) => show(findIdentity(call, kratos), call, kratos),
  },
  {
    port: 'admin',
    method: 'GET',
    pattern: '/admin/identities/by/external/:externalId',
    handle(call, kratos) {
      const row = kratos.store.byExternalId(call.params['externalId'] ?? '')
      if (row === undefined) throw noRow()
      return show(load(row, kratos), call, kratos)
    },
  },
]

/** The identity that the path names. A malformed id is as good as an unknown one. */
export function findIdentity(call: Call, kratos: Kratos): Row {
  const row = kratos.store.get(uuidOrNil(call.params['id'] ?? ''))
  if (row === undefined) throw noRow()
  return load(row, kratos)
}

/** Fails for an identity whose schema has left the configuration (API reference §1.4). */
function load(row: Row, kratos: Kratos): Row {
  kratos.schemas.urlOf(row.schema_id)
  return loaded(row)
}

function show(row: Row, call: Call, kratos: Kratos): ApiAnswer {
  const included = call.query.getAll('include_credential')
  const unknown = included.findIndex((type) => !kratos.profile.includableCredentials.includes(type))
  if (unknown >= 0) {
    // Kratos prints the types that it has taken so far, not the one that it refuses.
    const taken = included.slice(0, unknown).join(' ')
    throw badRequest(`Invalid value \`[${taken}]\` for parameter \`include_credential\`.`)
  }
  return jsonAnswer(200, renderIdentity(row, kratos.schemas.urlOf(row.schema_id), new Set(included)))
}
