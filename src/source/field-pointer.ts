import type { JsonPointer } from '../model/json.ts'
import { isAtOrBelow, parsePointer } from '../model/json.ts'

const fieldRoots = ['/traits', '/metadata_public', '/metadata_admin']
const singleFields = ['/state', '/external_id', '/organization_id']

/** What is wrong with a pointer to fields of an identity, or `undefined`. */
export function fieldPointerProblem(pointer: JsonPointer): string | undefined {
  if (!pointer.startsWith('/')) return 'must start with /'
  if (/~(?![01])/.test(pointer)) return 'has a ~ that is neither ~0 (for ~) nor ~1 (for /)'
  if (isAtOrBelow(pointer, '/metadata_admin/idctl')) return 'points into the mark of idctl'
  if (parsePointer(pointer).some((segment) => segment === '')) return 'has an empty part'
  if (singleFields.includes(pointer) || fieldRoots.some((root) => isAtOrBelow(pointer, root))) return undefined
  return `must be ${singleFields.join(', ')}, or start with ${fieldRoots.join(', ')}`
}
