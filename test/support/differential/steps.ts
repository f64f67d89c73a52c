import fc from 'fast-check'
import { numberOf } from '../../../src/go/json-number.ts'
import type { Json, JsonObject } from '../../../src/sandbox/json.ts'
import { writeJson } from '../../../src/sandbox/write-json.ts'
import { batchBody, createBody, modestBody, recoveryBody, updateBody } from './bodies.ts'
import { textOf } from './body-text.ts'
import type { Sent } from './exchange.ts'
import { patchBody } from './patches.ts'
import {
  contentType,
  escapable,
  includes,
  type Parameter,
  parameter,
  query,
  type Step,
  sent,
  sessionParameters,
  types,
  who,
} from './targets.ts'
import { externalIds } from './values.ts'

const create: fc.Arbitrary<Step> = fc
  .tuple(textOf(fc.oneof({ arbitrary: modestBody, weight: 2 }, { arbitrary: createBody, weight: 1 })), contentType)
  .map(
    ([body, headers]) =>
      ({ adapt }) =>
        sent('POST', '/admin/identities', body(adapt), headers),
  )
const firstCreate: fc.Arbitrary<Step> = modestBody.map(
  (body) =>
    ({ adapt }) =>
      sent('POST', '/admin/identities', writeJson(adapt(body))),
)
const batch: fc.Arbitrary<Step> = textOf(batchBody).map(
  (body) =>
    ({ adapt }) =>
      sent('PATCH', '/admin/identities', body(adapt)),
)
const read: fc.Arbitrary<Step> = fc
  .tuple(who, includes, fc.option(fc.constantFrom('x', ''), { freq: 20 }))
  .map(([find, included, odd]) => (known) => {
    const more: Parameter[] = odd === null ? [] : [['include_credential', odd]]
    return sent('GET', `/admin/identities/${find(known)}${query([...included, ...more])}`)
  })
const readExternal: fc.Arbitrary<Step> = fc
  .oneof({ arbitrary: fc.constantFrom<string>(...externalIds), weight: 4 }, { arbitrary: escapable, weight: 1 })
  .map((id) => () => sent('GET', `/admin/identities/by/external/${encodeURIComponent(id)}`))
const list: fc.Arbitrary<Step> = fc
  .array(parameter, { maxLength: 3 })
  .map((parameters) => (known) => sent('GET', `/admin/identities${query(parameters.map((one) => one(known)))}`))
const put: fc.Arbitrary<Step> = fc
  .tuple(who, textOf(fc.oneof({ arbitrary: modestBody, weight: 2 }, { arbitrary: updateBody, weight: 1 })), contentType)
  .map(
    ([find, body, headers]) =>
      (known) =>
        sent('PUT', `/admin/identities/${find(known)}`, body(known.adapt), headers),
  )
const patch: fc.Arbitrary<Step> = fc.tuple(who, textOf(patchBody)).map(
  ([find, body]) =>
    (known) =>
      sent('PATCH', `/admin/identities/${find(known)}`, body(known.adapt)),
)
const remove: fc.Arbitrary<Step> = who.map((find) => (known) => sent('DELETE', `/admin/identities/${find(known)}`))
const removeCredential: fc.Arbitrary<Step> = fc
  .tuple(
    who,
    fc.oneof(
      { arbitrary: fc.constantFrom<string>(...types), weight: 10 },
      { arbitrary: fc.constantFrom('nope', 'PASSWORD', '__proto__'), weight: 1 },
    ),
    fc.constantFrom<Parameter[]>(
      [],
      [['identifier', 'google:s1']],
      [['identifier', 'github:s2']],
      [['identifier', '']],
      [['identifier', ':']],
    ),
  )
  .map(
    ([find, type, parameters]) =>
      (known) =>
        sent('DELETE', `/admin/identities/${find(known)}/credentials/${type}${query(parameters)}`),
  )

const sessions: fc.Arbitrary<Step> = fc
  .tuple(who, sessionParameters, fc.constantFrom('GET', 'DELETE'))
  .chain(([find, parameters, method]) =>
    fc.constantFrom<Step>(
      (known) => sent(method, `/admin/identities/${find(known)}/sessions${parameters}`),
      () => sent('GET', `/admin/sessions${parameters}`),
      (known) => sent(method, `/admin/sessions/${find(known)}${parameters}`),
      (known) => sent('PATCH', `/admin/sessions/${find(known)}/extend`),
    ),
  )
const recovery: fc.Arbitrary<Step> = fc
  .tuple(
    who,
    recoveryBody,
    fc.constantFrom('code', 'link'),
    contentType,
    fc.option(fc.constantFrom('', 'https://example.org/'), { freq: 10 }),
    fc.boolean(),
  )
  .map(([find, body, kind, headers, back, isAnonymous]) => (known) => {
    const whole: JsonObject = isAnonymous && known.ids.length === 0 ? body : { identity_id: find(known), ...body }
    const parameters: Parameter[] = back === null ? [] : [['return_to', back]]
    return sent('POST', `/admin/recovery/${kind}${query(parameters)}`, writeJson(whole), headers)
  })
const schemas: fc.Arbitrary<Step> = fc
  .tuple(
    fc.constantFrom('', '/person', '/cGVyc29u', '/open', '/nope', '/%20'),
    fc.constantFrom('', '?page_size=2', '?page=1&per_page=1', '?page=x'),
    fc.constantFrom('admin', 'public'),
  )
  .map(([path, parameters, port]) => () => ({
    ...sent('GET', `${port === 'admin' ? '/admin' : ''}/schemas${path}${parameters}`),
    port: port as 'admin' | 'public',
  }))
const others: fc.Arbitrary<Step> = fc
  .tuple(
    fc.constantFrom(
      '/admin/health/alive',
      '/admin/health/ready',
      '/health/alive',
      '/identities',
      '/admin/identities/',
      '/admin//identities',
      '/nope',
      '/admin/identities/x/y',
      '/',
      '/version',
    ),
    fc.constantFrom('GET', 'GET', 'HEAD', 'DELETE', 'POST', 'PUT', 'OPTIONS'),
  )
  .map(
    ([path, method]) =>
      () =>
        sent(method, path),
  )
/** A number where the server wants a JSON Patch to go. */
const patchNumber: fc.Arbitrary<Step> = fc
  .tuple(who, fc.constantFrom('9007199254740993', '1e400', '1.0', '-0').map(numberOf))
  .map(([find, value]) => (known) => {
    const operations: Json = [{ op: 'add', path: '/metadata_admin/n', value }]
    return sent('PATCH', `/admin/identities/${find(known)}`, writeJson(operations))
  })

const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: create, weight: 8 },
  { arbitrary: put, weight: 6 },
  { arbitrary: patch, weight: 8 },
  { arbitrary: batch, weight: 4 },
  { arbitrary: list, weight: 5 },
  { arbitrary: read, weight: 2 },
  { arbitrary: readExternal, weight: 1 },
  { arbitrary: remove, weight: 1 },
  { arbitrary: removeCredential, weight: 3 },
  { arbitrary: sessions, weight: 2 },
  { arbitrary: recovery, weight: 2 },
  { arbitrary: schemas, weight: 1 },
  { arbitrary: others, weight: 1 },
  { arbitrary: patchNumber, weight: 1 },
)

export const sequences: fc.Arbitrary<Step[]> = fc
  .tuple(firstCreate, fc.array(step, { maxLength: 12, size: 'max' }))
  .map(([first, rest]) => [first, ...rest])

/** Reads that show all that a write has left: sent behind every write that came through. */
export function looksAt(id: string): Sent {
  return sent(
    'GET',
    `/admin/identities/${id}${query(types.filter((type) => type !== 'saml').map((type): Parameter => ['include_credential', type]))}`,
  )
}
