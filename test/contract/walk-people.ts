import type { JsonObject } from '../../src/model/json.ts'
import type { Folder } from './walk.ts'

export const person = (email: string, name?: string): JsonObject => ({
  traits: { email, ...(name !== undefined && { name }) },
})

/** Somebody who signs in with whatever there is. */
export const caller = (traits: JsonObject): JsonObject => ({ schema_id: 'caller', traits })

/** The document with a name of ours, and lines with those before it. */
export const called = (document: JsonObject, key: string, ...previously: string[]): JsonObject => ({
  ...document,
  idctl: { key, ...(previously.length > 0 && { previously }) },
})

/** The document with lines, and no name. */
export const formerly = (document: JsonObject, ...previously: string[]): JsonObject => ({
  ...document,
  idctl: { previously },
})

export const ann = person('ann@', 'Ann Archer')
export const ben = person('ben@', 'Ben Baker')
export const cyd = person('cyd@', 'Cyd Cole')
export const zoe = person('zoe@', 'Zoe Zane')
/** Ann and Ben, each in a file; and as they are when nobody has moved. */
export const both: Folder = { 'ann.yaml': ann, 'ben.yaml': ben }
export const unmoved = { 'ann@': 'ann@', 'ben@': 'ben@' }
