import fc from 'fast-check'
import { profiles } from '../../../src/sandbox/profiles.ts'
import type { Adapt } from './body-text.ts'
import type { Sent } from './exchange.ts'
import { emails, foreignIds, oddText, organizations, phones, usernames } from './values.ts'

/** Who exists, as far as the sequence has seen. */
export interface Known {
  readonly adapt: Adapt
  /** Ids of identities, in order of creation; deleted ones stay. */
  readonly ids: readonly string[]
}

/** A request that still has to be told whom it is about. */
export type Step = (known: Known) => Sent

const json = { 'Content-Type': 'application/json' }

export function sent(
  method: string,
  path: string,
  body?: string,
  headers: Readonly<Record<string, string>> = json,
): Sent {
  return {
    method,
    path,
    port: 'admin',
    headers: body === undefined ? {} : headers,
    ...(body === undefined ? {} : { body }),
  }
}

/** One of those who are known, or somebody else. */
type Who = (known: Known) => string
export const who: fc.Arbitrary<Who> = fc.oneof(
  {
    arbitrary: fc.nat(3).map(
      (number): Who =>
        ({ ids }) =>
          ids[ids.length - 1 - (number % Math.max(ids.length, 1))] ?? foreignIds[0],
    ),
    weight: 20,
  },
  {
    arbitrary: fc.constantFrom(...foreignIds, 'abc', 'ABC%20', '..').map(
      (id): Who =>
        () =>
          id,
    ),
    weight: 1,
  },
  {
    arbitrary: fc.nat(3).map(
      (number): Who =>
        ({ ids }) =>
          (ids[number % Math.max(ids.length, 1)] ?? 'x').toUpperCase(),
    ),
    weight: 1,
  },
)

export const types = profiles['v26.2.0'].credentials.types
export const includes = fc
  .subarray([...types])
  .map((chosen) => chosen.map((type): Parameter => ['include_credential', type]))
export const contentType = fc.oneof(
  { arbitrary: fc.constant<Readonly<Record<string, string>>>(json), weight: 20 },
  {
    arbitrary: fc.constantFrom<Readonly<Record<string, string>>>(
      { 'Content-Type': 'application/json; charset=utf-8' },
      { 'Content-Type': 'text/plain' },
      {},
    ),
    weight: 1,
  },
)

export type Parameter = readonly [string, string]

export const escapable = oddText.map((text) => text.replace(/\p{Surrogate}/gu, '\ufffd'))
const anyText = fc.oneof(
  { arbitrary: fc.constantFrom('', '1', '0', '-1', 'x', 'true'), weight: 2 },
  { arbitrary: escapable, weight: 1 },
)
export const parameter: fc.Arbitrary<(known: Known) => Parameter> = fc.oneof(
  ...[
    fc.constantFrom('1', '2', '3', '500', '501', '0', '-1', '', 'x').map((size): Parameter => ['page_size', size]),
    fc.constantFrom('0', '1', '2', '-1', 'x', '2000').map((page): Parameter => ['page', page]),
    fc.constantFrom('1', '2', '0', '9999', 'x').map((size): Parameter => ['per_page', size]),
    fc
      .constantFrom('', ...foreignIds, '80000000-0000-0000-0000-000000000000', 'x')
      .map((token): Parameter => ['page_token', token]),
    fc
      .constantFrom(...emails, ...usernames, ...phones, 'google:s1', 'GOOGLE:s1', '')
      .map((text): Parameter => ['credentials_identifier', text]),
    fc
      .constantFrom('ada', 'A', 'google', '+', '', '%', '_')
      .map((text): Parameter => ['preview_credentials_identifier_similar', text]),
    fc.constantFrom(...organizations, foreignIds[1], '', 'x').map((id): Parameter => ['organization_id', id]),
    fc.constantFrom('strong', 'eventual', 'x').map((text): Parameter => ['consistency', text]),
    fc.constantFrom(...types, '', 'x', 'password,oidc').map((type): Parameter => ['include_credential', type]),
    fc.tuple(fc.constantFrom('ids', 'page_size', 'nope', 'expand'), anyText),
  ].map((arbitrary) => arbitrary.map((found) => () => found)),
  who.map(
    (find) =>
      (known: Known): Parameter => ['ids', find(known)],
  ),
  who.map(
    (find) =>
      (known: Known): Parameter => ['page_token', find(known)],
  ),
)

export function query(parameters: readonly Parameter[]): string {
  const pairs = parameters.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

export const sessionParameters = fc
  .array(
    fc.oneof(
      fc.constantFrom('true', 'false', 'x', '1', '').map((text): Parameter => ['active', text]),
      fc.constantFrom('identity', 'devices', 'x', 'Identity').map((text): Parameter => ['expand', text]),
      fc.constantFrom('1', '0', '-1', 'x', '2000').map((text): Parameter => ['page_size', text]),
      fc.constantFrom('0', '1', '2', 'x').map((text): Parameter => ['page', text]),
      fc.constantFrom('1', '0', 'x').map((text): Parameter => ['per_page', text]),
      fc.constantFrom('', 'x', 'eyJvZmZzZXQiOiIxIiwidiI6Mn0').map((text): Parameter => ['page_token', text]),
    ),
    { maxLength: 3 },
  )
  .map(query)
