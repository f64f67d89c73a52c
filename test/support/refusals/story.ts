import fc from 'fast-check'
import type { Json, JsonObject } from '../../../src/model/json.ts'
import type { ProfileName } from '../../../src/sandbox/index.ts'
import { anyValue, usableSchema, usualTraits } from '../arbitrary-schema.ts'

/** What a document says, whatever its schema makes of it. */
export interface Content {
  readonly traits: JsonObject
  readonly state: 'active' | 'inactive' | undefined
  readonly metadata_public: Json | undefined
  readonly metadata_admin: Json | undefined
  readonly external_id: string | undefined
  readonly schema_id: 'person' | 'other'
  readonly ownership: Readonly<Record<string, string>>
}

/** What anybody but idctl does. */
export type Deed =
  | { readonly kind: 'write'; readonly who: number; readonly content: Content }
  | { readonly kind: 'remove'; readonly who: number }
  /** Somebody edits live: a trait, in self-service or by the admin API, or metadata that nobody here manages. */
  | { readonly kind: 'edit'; readonly who: number; readonly path: string; readonly value: Json }
  | { readonly kind: 'stranger'; readonly traits: JsonObject }
  | { readonly kind: 'sign-in'; readonly who: number }
  | { readonly kind: 'schemas'; readonly person: JsonObject; readonly other: JsonObject }

type Step = Deed | { readonly kind: 'apply' }

export interface RefusalStory {
  readonly profile: ProfileName
  readonly created: 'delete' | 'disable' | 'release'
  readonly adopted: 'disable' | 'release'
  readonly adopt: 'any' | 'verified'
  readonly person: JsonObject
  readonly other: JsonObject
  readonly steps: readonly Step[]
}

const oddName = fc.constantFrom('', 'a', 'b/c', '~', '~1', '0', '-', 'ü', 'team')
const metadata: fc.Arbitrary<Json> = fc.letrec<{ value: Json; object: JsonObject }>((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, anyValue, tie('object') as fc.Arbitrary<Json>),
  object: fc.dictionary(oddName, tie('value'), { maxKeys: 3 }),
})).object

const path = fc.oneof(
  fc.constantFrom('/traits/email', '/traits/phone', '/traits/nick', '/traits/tags', '/traits/10'),
  fc.constantFrom('/metadata_public', '/metadata_admin/team', '/metadata_admin/a', '/metadata_admin/', '/state'),
)

const content: fc.Arbitrary<Content> = fc.record({
  traits: usualTraits,
  state: fc.constantFrom(undefined, undefined, 'active' as const, 'inactive' as const),
  metadata_public: fc.oneof(fc.constant(undefined), fc.constant(null), metadata),
  metadata_admin: fc.oneof(fc.constant(undefined), fc.constant(null), metadata),
  external_id: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, fc.constantFrom('e-1', 'e-2')),
  schema_id: fc.constantFrom('person' as const, 'person' as const, 'other' as const),
  ownership: fc.dictionary(
    fc.constantFrom('/traits/nick', '/traits/phone', '/metadata_public/a'),
    fc.constantFrom('seed', 'observe', 'ignore'),
    { maxKeys: 1 },
  ),
})

const who = fc.nat(2)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('write' as const), who, content }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('edit' as const), who, path, value: anyValue }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stranger' as const), traits: usualTraits }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sign-in' as const), who }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('schemas' as const), person: usableSchema, other: usableSchema }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('apply' as const) }) },
)

export const refusalStory: fc.Arbitrary<RefusalStory> = fc.record({
  profile: fc.constantFrom('v26.2.0' as const, 'v25.4.0' as const, 'v1.3.1' as const),
  created: fc.constantFrom('delete' as const, 'disable' as const, 'release' as const),
  adopted: fc.constantFrom('disable' as const, 'release' as const),
  adopt: fc.constantFrom('any' as const, 'verified' as const),
  person: usableSchema,
  other: usableSchema,
  steps: fc.array(step, { minLength: 4, maxLength: 14, size: 'max' }),
})
