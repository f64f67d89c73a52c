/** Documented exit codes, by name. */
export const exitCodes = {
  ok: 0,
  error: 1,
  differs: 2,
  invalid: 3,
  refused: 4,
  incomplete: 5,
  unreadable: 6,
  usage: 64,
  interrupted: 130,
} as const

export type ExitName = keyof typeof exitCodes
