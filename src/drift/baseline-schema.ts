import * as z from 'zod'
import { isCalendarDay, isLastDay } from '../model/calendar-day.ts'
import { wholeDrifts } from '../model/drift.ts'

const text = z.string().refine((value) => value.trim() !== '', 'must not be empty')

const entry = z.strictObject({
  key: text.exactOptional(),
  path: z
    .string()
    .refine((value) => /^(?:\/(?:[^~/]|~[01])*)+$/.test(value), 'must be a path to a leaf, like /traits/name/last')
    .exactOptional(),
  kind: z.enum(wholeDrifts).exactOptional(),
  id: z.guid().exactOptional(),
  live: z
    .string()
    .regex(/^[0-9a-hjkmnp-tv-z]{16}$/, 'must be 16 letters and digits, as --write-baseline makes them')
    .exactOptional(),
  owner: text,
  reason: text,
  expires: z
    .string()
    .refine(isCalendarDay, { error: 'must be a date like 2027-01-31', abort: true })
    .refine(isLastDay, 'must not be before the year 2000'),
})

export type WrittenEntry = z.infer<typeof entry>

/** A baseline file as written. `parseBaseline` checks which members may be combined. */
export const baselineSchema = z.strictObject({ version: z.literal(1), accepted: z.array(entry) })
