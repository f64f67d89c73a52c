import { dirname } from 'node:path'
import { findConfig } from '../config/find.ts'
import { IdctlError } from '../errors.ts'
import { told } from '../model/told.ts'
import type { CliContext } from './context.ts'

/**
 * The folder of idctl.yaml, for a command that does not need its content.
 * @throws IdctlError (exit `invalid`) when there is no idctl.yaml
 */
export function rootOf({ cwd }: CliContext, given: string | undefined): string {
  const path = findConfig(cwd, given)
  if (path !== undefined) return dirname(path)
  throw new IdctlError(told`there is no idctl.yaml in this folder or above it`, {
    exit: 'invalid',
    hint: told`\`idctl init\` sets one up; or name it with --config FILE`,
  })
}
