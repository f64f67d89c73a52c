import * as z from 'zod'
import { guardNames } from '../model/change-codes.ts'
import { ruleLevels, ruleScopes } from '../model/rule.ts'
import { judgeOf } from '../source/check-shape.ts'
import { fieldPointerProblem } from '../source/field-pointer.ts'
import type { Judge } from '../source/misspelt.ts'
import { writtenInvitation } from '../source/written-invitation.ts'
import { parseDuration } from './duration.ts'
import { parseAdminUrl, parseApiKey, parseDigestKey, parseDigestKeys, parseServerUrl } from './url.ts'

const text = z.string().min(1)

const pointer = z.string().superRefine((value, context) => {
  const problem = fieldPointerProblem(value)
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
})

/** A text that `parse` accepts; its problem never shows the text. */
function parsed(parse: (text: string) => { readonly problem: string } | object) {
  return z.string().superRefine((value, context) => {
    const result = parse(value)
    if ('problem' in result) context.addIssue({ code: 'custom', message: result.problem })
  })
}

const ownership = z
  .record(z.string(), z.enum(['enforce', 'seed', 'merge', 'observe', 'ignore']))
  .superRefine((modes, context) => {
    for (const key of Object.keys(modes)) {
      const problem = fieldPointerProblem(key)
      if (problem !== undefined) context.addIssue({ code: 'custom', message: problem, path: [key] })
    }
  })

const duration = z
  .string()
  .refine((value) => parseDuration(value) !== undefined, 'must be a duration like 30d, 12h or 90m')

const removal = z.enum(['delete', 'disable', 'release', 'keep'])

const guard = z.strictObject({
  percent: z.number().min(0).max(100).optional(),
  floor: z.int().min(0).optional(),
  cap: z.int().min(0).optional(),
})

/** Not a zod union: that would report a mistake in one item for the whole list. */
const folders = z.custom<string | string[]>().superRefine((value: unknown, context) => {
  if (typeof value !== 'string' && (!Array.isArray(value) || value.length === 0)) {
    context.addIssue({ code: 'custom', message: 'must be a folder or a list of folders' })
  }
  for (const [index, item] of [value].flat().entries()) {
    const path = Array.isArray(value) ? [index] : []
    if (item === '' || (Array.isArray(value) && typeof item !== 'string')) {
      context.addIssue({ code: 'custom', message: item === '' ? 'must not be empty' : 'must be a folder', path })
    }
  }
})

/** What an environment may set. idctl.yaml itself also has `version` and `environments`. */
export const layerSchema = z.strictObject({
  workspace: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be letters, digits, dots, hyphens or underscores, at most 64')
    .optional(),
  identities: folders.optional(),
  schema_id: text.optional(),
  schemas: z.record(z.string(), text).optional(),
  schema_aliases: z.record(text, text).optional(),
  kratos: z
    .strictObject({
      admin_url: parsed(parseAdminUrl).optional(),
      public_url: parsed(parseServerUrl).optional(),
      api_key: parsed(parseApiKey).optional(),
      digest_key: parsed(parseDigestKey).optional(),
      former_digest_keys: parsed(parseDigestKeys).optional(),
      sandbox: text.optional(),
      target: text.max(200).optional(),
    })
    .optional(),
  adopt: z.enum(['verified', 'any', 'never']).optional(),
  removal: z
    .strictObject({
      created: removal.optional(),
      adopted: removal.optional(),
      grace: duration.optional(),
    })
    .optional(),
  required: z.array(text).optional(),
  expiry_notice: duration.optional(),
  git: z.boolean().optional(),
  on_create: writtenInvitation.optional(),
  ownership: ownership.optional(),
  sensitive: z.array(pointer).optional(),
  display: z.array(pointer).optional(),
  privileged: z.array(pointer).optional(),
  references: z.strictObject({ env: z.array(text.max(200)).optional() }).optional(),
  guards: z.partialRecord(z.enum(guardNames), guard).optional(),
})

const placeholders = z
  .string()
  .min(1)
  .max(300)
  .superRefine((message, context) => {
    const unknown = [...message.matchAll(/\{(\w*)\}/g)].find(([, name = '']) => !/^(?:key|file|rule)$/.test(name))
    if (unknown !== undefined) context.addIssue({ code: 'custom', message: 'knows only {key}, {file} and {rule}' })
    if (/[\r\n]/.test(message)) context.addIssue({ code: 'custom', message: 'must be one line' })
  })

const expression = text.max(2000)

const rule = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be letters, digits, dots, hyphens or underscores, at most 64'),
  each: z.enum(ruleScopes),
  when: expression.optional(),
  assert: expression,
  message: placeholders.optional(),
  level: z.enum(ruleLevels).optional(),
  env: z.array(text).optional(),
})

export type WrittenRule = z.infer<typeof rule>

/** idctl.yaml as written. */
export const fileSchema = layerSchema.extend({
  version: z.literal(1),
  rules: z.array(rule).max(100).optional(),
  environments: z.record(z.string(), layerSchema).optional(),
})

const judge = judgeOf(fileSchema)

/** Judges values of idctl.yaml by their path. A plain number for a guard is its floor. */
export const judgeConfig: Judge = (path, value, root) => {
  const inLayer = path[0] === 'environments' ? path.slice(2) : path
  return judge(inLayer[0] === 'guards' && inLayer.length === 2 ? [...path, 'floor'] : path, value, root)
}

export type ConfigLayer = z.infer<typeof layerSchema>
