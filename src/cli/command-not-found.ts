import type { Hook } from '@oclif/core'
import { unknownCommand } from './unknown-command.ts'

/** oclif calls this hook when no command has the given name. */
const commandNotFound: Hook.CommandNotFound = async ({ id, config }) => {
  throw unknownCommand(id, config)
}

export default commandNotFound
