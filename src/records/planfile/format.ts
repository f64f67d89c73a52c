import * as z from 'zod'
import { guardNames } from '../../model/change-codes.ts'
import { commitPattern, treeStates } from '../../model/checkout.ts'
import type { Diagnostic } from '../../model/diagnostic.ts'
import type { JsonPointer } from '../../model/json.ts'
import type { GuardVerdict, Plan, PlanSummary } from '../../model/plan.ts'
import { type RuleVerdict, ruleLevels } from '../../model/rule.ts'
import { locationSchema } from './change-schema.ts'

/**
 * The plan file (docs/guides/saved-plans.md): NDJSON, first a header, then one `change` a line, last a footer with the
 * digest.
 */
export const planFormat = 'idctl-plan'
export const planFormatVersion = 1

/** How every file of age begins (https://age-encryption.org/v1): an encrypted plan does. */
export const firstLineOfAge = 'age-encryption.org/v1\n'

/** The digest covers everything in the file before this text of the footer line. */
export const digestMember = ',"digest":"'

/** What a plan is for; checked before anything of it runs. */
export interface PlanFileHeader
  extends Pick<
    Plan,
    'target' | 'workspace' | 'selection' | 'write_credentials' | 'consents' | 'made_from' | 'witness'
  > {
  readonly idctl_version: string
  /** RFC 3339, UTC. */
  readonly made_at: string
  /** Random, so that the digest of the file reveals nothing about its content. Absent in plans of earlier versions. */
  readonly nonce?: string
}

/** Written after all changes. */
export interface PlanFileFooter {
  readonly summary: PlanSummary
  readonly guards: readonly GuardVerdict[]
  /** See `Plan`. */
  readonly rules?: readonly RuleVerdict[]
  /** See `Plan`. */
  readonly managed?: number
  /** Warnings: a plan with errors is not written. */
  readonly diagnostics: readonly Diagnostic[]
  /** See `Plan`. */
  readonly declared?: readonly JsonPointer[]
}

const count = z.int().min(0)
const guardName = z.enum(guardNames)

/** Every member that a plan can have; `arrangeDiagnostics` leaves no `openHint`. */
const diagnosticMembers = {
  severity: z.enum(['error', 'warning']),
  code: z.templateLiteral(['IDC', z.number()]),
  summary: z.string(),
  detail: z.string().exactOptional(),
  hint: z.string().exactOptional(),
  at: locationSchema.exactOptional(),
  related: z.array(locationSchema).exactOptional(),
  toQuote: count.exactOptional(),
  alike: z.strictObject({ key: z.string(), summary: z.string() }).exactOptional(),
  secret: z.literal(true).exactOptional(),
} satisfies Record<Exclude<keyof Diagnostic, 'openHint'>, z.ZodType>

const diagnosticSchema: z.ZodType<Diagnostic> = z.strictObject(diagnosticMembers)

export const headerSchema = z.strictObject({
  record: z.literal('header'),
  format: z.literal(planFormat),
  format_version: z.literal(planFormatVersion),
  idctl_version: z.string(),
  target: z.string(),
  workspace: z.string().min(1),
  made_at: z.iso.datetime(),
  nonce: z.string().exactOptional(),
  selection: z.string().exactOptional(),
  write_credentials: z.array(z.string()).exactOptional(),
  consents: z.partialRecord(guardName, count),
  made_from: z
    .strictObject({
      commit: z.string().regex(commitPattern),
      tree: z.enum(treeStates).exactOptional(),
      branch: z.string().exactOptional(),
      files: z
        .strictObject({
          digest: z.string().regex(/^[0-9a-f]{64}$/),
          folders: z.array(z.string()),
          others: z.array(z.string()),
        })
        .exactOptional(),
    })
    .exactOptional(),
  witness: z.array(z.guid()).exactOptional(),
})

export const footerSchema = z.strictObject({
  record: z.literal('footer'),
  summary: z.strictObject({
    create: count,
    update: count,
    adopt: count,
    release: count,
    disable: count,
    delete: count,
    blocked: count,
    drifted: count,
    observed: count,
    unchanged: count,
    former_origins: count.exactOptional(),
    unmanaged: count,
  }),
  guards: z.array(
    z.strictObject({
      guard: guardName,
      count,
      limit: count,
      rule: z.string(),
      consent: count.exactOptional(),
      tripped: z.boolean(),
      lost_places: z.array(z.strictObject({ place: z.string(), people: count })).exactOptional(),
    }),
  ),
  rules: z
    .array(
      z.strictObject({
        rule: z.string(),
        level: z.enum(ruleLevels),
        digest: z.string(),
        broken: count,
        skipped: z.literal(true).exactOptional(),
      }),
    )
    .exactOptional(),
  managed: count.exactOptional(),
  diagnostics: z.array(diagnosticSchema),
  declared: z.array(z.string()).exactOptional(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
})
