import type { Config } from './config/types.ts'
import type { IdentitySchemaSet } from './identity-schema/identity-schema.ts'
import type { LiveTarget } from './live/ports.ts'
import { keysOf, sealingTarget } from './live/sealing.ts'
import type { Mark } from './model/identity.ts'
import type { Json, JsonPointer } from './model/json.ts'
import { sealMark } from './model/sealed-mark.ts'
import { sensitivePaths } from './model/sensitive.ts'
import { namePointers } from './reconcile/match/name-pointers.ts'

/**
 * The target that apply writes to: with `kratos.digest_key`, digests of sensitive leaves in marks are encrypted with
 * that key.
 */
export function sealMarksOf(target: LiveTarget, config: Config, schemas: IdentitySchemaSet): LiveTarget {
  const key = config.server && keysOf(config.server).current
  if (key === undefined) return target
  const isKeyed = keyedLeaves(config, schemas)
  return sealingTarget(target, (mark) => sealMark(mark as unknown as Mark, key, isKeyed) as unknown as Json)
}

/**
 * Leaves whose digests are encrypted: those that idctl.yaml lists as sensitive, and those that came from a reference.
 * Never leaves that identify a person: without the key nobody would be matched again, and everybody would be removed
 * and created anew.
 */
export function keyedLeaves(
  { sensitive, display }: Pick<Config, 'sensitive' | 'display'>,
  schemas: IdentitySchemaSet,
): (path: JsonPointer, mark: Pick<Mark, 'references'>) => boolean {
  const names = namePointers(display)
  const identifying = schemas.ids.flatMap((id) => {
    const schema = schemas.get(id)
    return schema ? [...schema.yielding.identifiers, ...schema.yielding.addresses, ...names.of(schema)] : []
  })
  const identifies = sensitivePaths([...new Set(['/external_id', ...identifying])])
  const isSensitive = sensitivePaths(sensitive)
  return (path, { references = [] }) => (isSensitive(path) || references.includes(path)) && !identifies(path)
}
