import fc from 'fast-check'
import type { Spoiling } from './spoiler.ts'

/** When a day of a sequence begins. */
export const dateOf = (day: number): Date => new Date(Date.UTC(2026, 0, 1 + day))

export const people = ['ada', 'bob', 'cleo'] as const
export type PersonName = (typeof people)[number]

/** What a document says, as far as sequences vary it. */
export interface Content {
  readonly first: string
  /** Of `metadata_admin`; `null`: must be absent, `undefined`: not managed. */
  readonly team: string | null | undefined
  /** Ours among what others may add. */
  readonly roles: readonly string[]
  readonly state: 'active' | 'inactive' | undefined
  /** Number of the password hash, if it has one. */
  readonly hash: number | undefined
  /** Numbers of links. */
  readonly links: readonly number[]
  readonly protect: boolean
  /** Day of the sequence that is the document's last. */
  readonly expires: number | undefined
}

/** One thing that somebody does: the folder's owner, a person in self-service, another tool, an admin, a stranger, idctl. */
export type Step =
  | { readonly kind: 'write'; readonly who: PersonName; readonly mail: number; readonly content: Content }
  | { readonly kind: 'rename-key'; readonly who: PersonName }
  | { readonly kind: 'move-file'; readonly who: PersonName }
  | { readonly kind: 'remove'; readonly who: PersonName }
  | { readonly kind: 'self-service'; readonly who: PersonName; readonly phone: string; readonly first: string | null }
  | { readonly kind: 'self-mail'; readonly who: PersonName; readonly mail: number }
  | { readonly kind: 'self-password'; readonly who: PersonName; readonly hash: number }
  | { readonly kind: 'self-link'; readonly who: PersonName }
  | { readonly kind: 'self-unlink'; readonly who: PersonName }
  | { readonly kind: 'sign-in'; readonly who: PersonName }
  | { readonly kind: 'tool'; readonly who: PersonName; readonly value: number }
  | { readonly kind: 'admin-edit'; readonly who: PersonName; readonly team: string }
  | { readonly kind: 'admin-state'; readonly who: PersonName; readonly state: 'active' | 'inactive' }
  | { readonly kind: 'admin-delete'; readonly who: PersonName }
  /** A PUT of traits alone: metadata, and the mark with it, are gone. */
  | { readonly kind: 'foreign-put'; readonly who: PersonName }
  | { readonly kind: 'stranger'; readonly mail: number; readonly verified: boolean }
  /** Time passes. */
  | { readonly kind: 'wait'; readonly days: number }
  | { readonly kind: 'apply'; readonly spoiling: Spoiling | undefined }
  /** Two runs of the same folder at once. */
  | { readonly kind: 'race' }
  | { readonly kind: 'save-plan' }
  /** The saved plan, however old it is. */
  | { readonly kind: 'apply-saved'; readonly spoiling: Spoiling | undefined }

/** More than there are people: some are free, and some are taken by others. */
const mails = 5

const who = fc.constantFrom(...people)
const word: fc.Arbitrary<string> = fc.constantFrom('x', 'y', 'z')
const mail = fc.nat(mails - 1)
const hash = fc.nat(2)

const content: fc.Arbitrary<Content> = fc.record({
  first: word,
  team: fc.oneof(word, fc.constant(null), fc.constant(undefined)),
  roles: fc.subarray(['reader', 'writer']),
  state: fc.oneof(
    { weight: 4, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom('active' as const, 'inactive' as const) },
  ),
  hash: fc.option(hash, { nil: undefined }),
  links: fc.subarray([0, 1]),
  expires: fc.oneof({ weight: 8, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.constantFrom(0, 30) }),
  protect: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

const spoiling: fc.Arbitrary<Spoiling | undefined> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(undefined) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom<Exclude<Spoiling['kind'], 'killed'>>(
        '429',
        '500',
        '502',
        '503',
        '504',
        'reset-before',
        'reset-after',
        'html',
        'cut-off',
        'foreign-json',
        'redirect',
        'empty-list',
      ),
      at: fc.integer({ min: 1, max: 14 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('killed' as const),
      at: fc.integer({ min: 3, max: 14 }),
      afterEffect: fc.boolean(),
    }),
  },
)

const kinds: readonly { readonly weight: number; readonly arbitrary: fc.Arbitrary<Step> }[] = [
  { weight: 9, arbitrary: fc.record({ kind: fc.constant('write'), who, mail, content }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename-key'), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move-file'), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('remove'), who }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('self-service'),
      who,
      phone: word,
      first: fc.option(word, { nil: null }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('self-mail'), who, mail }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('self-password'), who, hash }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('self-link'), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('self-unlink'), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('sign-in'), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('tool'), who, value: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('admin-edit'), who, team: word }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('admin-state'),
      who,
      state: fc.constantFrom('active' as const, 'inactive' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('admin-delete'), who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('foreign-put'), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('stranger'), mail, verified: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait'), days: fc.constantFrom(1, 40) }) },
  { weight: 9, arbitrary: fc.record({ kind: fc.constant('apply'), spoiling }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'race' }) },
  { weight: 3, arbitrary: fc.constant({ kind: 'save-plan' }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('apply-saved'), spoiling }) },
]

/** What becomes of those whose documents leave. */
export interface Policy {
  readonly created: 'delete' | 'disable' | 'release'
  readonly adopted: 'disable' | 'release'
  readonly grace: boolean
}

const policy: fc.Arbitrary<Policy> = fc.oneof(
  fc.record({
    created: fc.constant('delete' as const),
    adopted: fc.constantFrom('disable' as const, 'release' as const),
    grace: fc.boolean(),
  }),
  fc.record({
    created: fc.constantFrom('disable' as const, 'release' as const),
    adopted: fc.constantFrom('disable' as const, 'release' as const),
    grace: fc.constant(false),
  }),
)

/** A life of one folder. */
export interface Sequence {
  readonly policy: Policy
  /** Of the people who are there from the start, each with an address of its own. */
  readonly start: readonly Content[]
  readonly steps: readonly Step[]
}

export const sequences: fc.Arbitrary<Sequence> = fc.record({
  policy,
  start: fc.array(content, { maxLength: people.length, size: 'max' }),
  steps: fc.array(fc.oneof(...kinds), { minLength: 6, maxLength: 20, size: 'max' }),
})
