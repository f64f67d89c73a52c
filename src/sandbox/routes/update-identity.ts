import { jsonAnswer } from '../http/exchange.ts'
import { readDeclared } from '../http/read-body.ts'
import type { Route } from '../http/router.ts'
import { importCredentials } from '../identity/import-credentials.ts'
import { renderIdentity } from '../identity/render.ts'
import { update } from '../identity/write.ts'
import { present } from '../present.ts'
import { checkState } from './create-identity.ts'
import { findIdentity } from './read-identity.ts'

/** `PUT /admin/identities/{id}`: clears absent members, except schema, state and credentials (API reference §6). */
export const updateIdentity: Route = {
  port: 'admin',
  method: 'PUT',
  pattern: '/admin/identities/:id',
  async handle(call, kratos) {
    const body = readDeclared(call.request, kratos.bodies.update)
    const row = findIdentity(call, kratos)
    // The answer still shows the URL of the previous schema.
    const schemaUrl = kratos.schemas.urlOf(row.schema_id)
    const state = body.state || row.state
    const changesState = state !== row.state
    if (changesState) checkState(state)
    const { shown } = update(
      {
        ...row,
        schema_id: body.schema_id || row.schema_id,
        state,
        ...present({ state_changed_at: changesState ? kratos.clock.now() : row.state_changed_at }),
        traits: body.traits,
        metadata_public: body.metadata_public,
        metadata_admin: body.metadata_admin,
        external_id: body.external_id ?? '',
        credentials: await importCredentials(row.credentials, body.credentials, kratos.settings.bcrypt_cost),
      },
      kratos,
    )
    return jsonAnswer(200, renderIdentity(shown, schemaUrl, 'no-config'))
  },
}
