import type { SourceLocation } from './diagnostic.ts'
import type { IdentityKey } from './identity.ts'

/** An entry of `required` in idctl.yaml: no plan may remove or lock out the identity with this key. */
export interface RequiredKey {
  readonly key: IdentityKey
  readonly at: SourceLocation
}
