import type { Config } from './config/types.ts'
import type { IdentitySchemaSet } from './identity-schema/identity-schema.ts'
import type { LiveTarget } from './live/ports.ts'
import { keysOf, sealingTarget } from './live/sealing.ts'
import type { Mark } from './model/identity.ts'
import type { Json, JsonPointer } from './model/json.ts'
import { sealMark } from './model/sealed-mark.ts'
import { sensitivePaths } from './model/sensitive.ts'
import { namePointers } from './reconcile/match/document.ts'

/** The target as apply writes to it: with `kratos.digest_key`, marks go out with the digests of secret leaves under it. */
export function sealMarksOf(target: LiveTarget, config: Config, schemas: IdentitySchemaSet): LiveTarget {
  const key = config.server && keysOf(config.server).current
  if (key === undefined) return target
  const isKeyed = keyedLeaves(config, schemas)
  return sealingTarget(target, (mark) => sealMark(mark as unknown as Mark, key, isKeyed) as unknown as Json)
}

/**
 * Leaves whose digests are of nobody's business: what idctl.yaml lists as sensitive, and what came from a reference. Never what
 * says who somebody is: without the key nobody would be known again, and be removed and created anew.
 */
export function keyedLeaves(
  { sensitive, display }: Pick<Config, 'sensitive' | 'display'>,
  schemas: IdentitySchemaSet,
): (path: JsonPointer, mark: Pick<Mark, 'references'>) => boolean {
  const names = namePointers(display)
  const speaking = schemas.ids.flatMap((id) => {
    const schema = schemas.get(id)
    return schema ? [...schema.yielding.identifiers, ...schema.yielding.addresses, ...names.of(schema)] : []
  })
  const speaks = sensitivePaths([...new Set(['/external_id', ...speaking])])
  const isSensitive = sensitivePaths(sensitive)
  return (path, { references = [] }) => (isSensitive(path) || references.includes(path)) && !speaks(path)
}
