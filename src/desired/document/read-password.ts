import type { DesiredPassword } from '../../model/credentials.ts'
import { formatPointer } from '../../model/json.ts'
import type { UnseenSpaces } from '../../model/unseen.ts'
import { checkShape } from '../../source/check-shape.ts'
import { memberOf } from '../../source/located.ts'
import { formatPath, type Reporter } from '../../source/report.ts'
import type { CredentialConfig, SecretReader } from './credential-config.ts'
import { passwordShape } from './credential-shapes.ts'
import { documentRules } from './document.ts'
import { fingerprintOfHash } from './hash-fingerprint.ts'
import { checkPasswordHash, checkPlainPassword, doubtAboutHash } from './password-hash.ts'
import { spacesRemedy } from './spaces.ts'

type Kind = 'hashed_password' | 'password'

/** Reads exactly one of hash, plain text and hook (of several, Kratos would silently prefer one: API reference §5.1). */
export function readPassword(
  config: CredentialConfig,
  secrets: SecretReader,
  report: Reporter,
): DesiredPassword | undefined {
  const { node, path } = config
  const shape = checkShape(passwordShape, node, { ...documentRules, report, path })
  if (shape === undefined) return undefined
  const fail = (key: string, summary: string, hint: string): undefined => {
    const at = memberOf(node, key)?.at ?? node.at
    report({ severity: 'error', code: 'IDC220', summary, hint, at })
  }
  const hook = shape.use_password_migration_hook
  const hash = hook === true && shape.hashed_password === '' ? undefined : shape.hashed_password
  const plain = hook === true && shape.password === '' ? undefined : shape.password
  const given = [hash !== undefined, plain !== undefined, hook === true].filter(Boolean).length
  // The unknown key that was just reported may be the one that is missing.
  if (given === 0 && [...node.members.keys()].some((key) => !Object.hasOwn(shape, key))) return undefined
  if (given === 0) {
    return fail(
      '',
      'the password has no hash, no plain text and no migration hook',
      'give one of them, or leave the password out',
    )
  }
  if (given > 1) {
    const words = 'hashed_password, password and use_password_migration_hook exclude each other'
    return fail(hash === undefined ? 'password' : 'hashed_password', words, 'keep one of them')
  }
  if (hook === true) return { use_password_migration_hook: true }
  return readSecret(hash === undefined ? 'password' : 'hashed_password', config, secrets, report)
}

function readSecret(
  kind: Kind,
  { node, path }: CredentialConfig,
  secrets: SecretReader,
  report: Reporter,
): DesiredPassword | undefined {
  const value = memberOf(node, kind)?.value
  if (value?.kind !== 'scalar' || typeof value.value !== 'string') return undefined
  const written = value.fromReference ? (value.written ?? '') : undefined
  const secret = written === undefined ? value.value : secrets.valueOf(written)
  const spaces = value.unseen?.spaces
  const fault = secret === undefined ? undefined : faultOf(kind, secret, spaces)
  if (fault !== undefined) {
    report({
      severity: 'error',
      code: kind === 'password' ? 'IDC602' : 'IDC601',
      summary: `${formatPath([...path, kind])} ${fault}`,
      hint: spacesRemedy(spaces === 'line-break' ? spaces : undefined) ?? hintFor(kind, secret),
      at: value.at,
    })
    return undefined
  }
  const doubt = kind === 'password' || secret === undefined ? undefined : doubtAboutHash(secret)
  if (doubt !== undefined) {
    report({
      severity: 'warning',
      code: 'IDC601',
      summary: `${formatPath([...path, kind])} ${doubt}; nobody can sign in with it`,
      hint: 'copy the whole hash from where it was made',
      at: value.at,
    })
  }
  const place =
    written === undefined ? { from: secrets.placeOf(formatPointer([...path, kind])) } : { reference: written }
  if (kind === 'password' || secret === undefined) return { [kind]: place }
  const fingerprint = fingerprintOfHash(secret)
  return { [kind]: fingerprint === undefined ? { ...place, guessable: true } : { ...place, fingerprint } }
}

function hintFor(kind: Kind, secret: string | undefined): string {
  if (kind === 'hashed_password') return 'copy the whole hash, in one of the formats of Kratos'
  return secret === '' ? 'choose one, or leave `credentials.password` out' : 'choose a shorter one'
}

/** A plain password with the line break of a block scalar is refused: nobody would type it. */
function faultOf(kind: Kind, secret: string, spaces: UnseenSpaces | undefined): string | undefined {
  if (kind === 'hashed_password') return checkPasswordHash(secret)
  return (
    checkPlainPassword(secret) ?? (spaces === 'line-break' ? 'ends with a line break, which nobody types' : undefined)
  )
}
