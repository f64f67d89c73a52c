import { IdctlError } from '../errors.ts'
import { shown, type Told, told } from '../model/told.ts'

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** The ids of `--id` in lower case, as Kratos writes them, without duplicates. @throws IdctlError (usage) */
export function namedIds(ids: readonly string[]): string[] {
  const named = [...new Set(ids.map((id) => id.toLowerCase()))]
  if (named.every((id) => uuid.test(id))) return named
  throw usage(
    told`a value of --id is not the id of an identity`,
    told`ids are UUIDs, as Kratos and \`idctl plan --json\` show them`,
  )
}

/** The error for a command that names nobody. */
export function nothingNamed(command: 'adopt' | 'release' | 'invite'): IdctlError {
  const names = shown('name keys or globs, or a file of keys with --from')
  const byId = command === 'invite' ? shown('') : told`; or the id: \`idctl ${shown(command)} --id UUID\``
  return usage(told`missing argument: KEY`, told`${names}${byId}`)
}

export function usage(message: Told, hint: Told): IdctlError {
  return new IdctlError(message, { exit: 'usage', hint })
}
