import { noRow } from '../errors.ts'
import { uuidOrNil } from '../go/uuid.ts'
import { type ApiAnswer, jsonAnswer } from '../http/exchange.ts'
import type { Call, Route } from '../http/router.ts'
import { loaded } from '../identity/credentials.ts'
import type { Row } from '../identity/model.ts'
import { renderIdentity } from '../identity/render.ts'
import type { Kratos } from '../kratos.ts'
import { includedCredentials } from './included-credentials.ts'

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
    needs: 'externalId',
    handle(call, kratos) {
      const row = kratos.store.byExternalId(call.params['externalId'] ?? '')
      if (row === undefined) throw noRow()
      return show(load(row, kratos), call, kratos)
    },
  },
]

/** The identity of the path's id. A malformed id gets the same 404 as an unknown one. */
export function findIdentity(call: Call, kratos: Kratos): Row {
  const row = kratos.store.get(uuidOrNil(call.params['id'] ?? ''))
  if (row === undefined) throw noRow()
  return load(row, kratos)
}

/** Loads a row. Throws if its schema is no longer configured (API reference §1.4). */
function load(row: Row, kratos: Kratos): Row {
  kratos.schemas.urlOf(row.schema_id)
  return loaded(row)
}

function show(row: Row, call: Call, kratos: Kratos): ApiAnswer {
  const included = includedCredentials(call.query, kratos.profile, 'taken')
  return jsonAnswer(200, renderIdentity(row, kratos.schemas.urlOf(row.schema_id), included))
}
