import { Args, Flags } from '@oclif/core'
import { type GuardName, guardNames } from '../model/change-codes.ts'
import { guardFlagName } from '../model/guard-flag.ts'
import { guardCounts } from '../model/guard-texts.ts'
import type { Consents } from '../model/plan.ts'
import { formatNames, resultFormatNames } from '../render/format-names.ts'
import { linkingReports, reportNames } from '../render/reports/report-names.ts'

const outputGroup = 'OUTPUT'
const configGroup = 'WHERE'

const formatFlag = {
  helpGroup: outputGroup,
  summary: 'How results are written to stdout. [default: human]',
  exclusive: ['json'],
}

/** Flags of every command. */
export const outputFlags = {
  format: Flags.option({ ...formatFlag, options: resultFormatNames })(),
  json: Flags.boolean({ helpGroup: outputGroup, summary: 'Same as --format json.' }),
  color: Flags.boolean({
    helpGroup: outputGroup,
    allowNo: true,
    summary: 'Colours, or none. [default: on a terminal; NO_COLOR and FORCE_COLOR in the environment say otherwise]',
  }),
  quiet: Flags.boolean({
    char: 'q',
    helpGroup: outputGroup,
    summary: 'Only results and errors: no progress, no other messages.',
  }),
}

/** Flag of every command whose output can hold personal data. */
export const maskFlag = Flags.boolean({
  helpGroup: outputGroup,
  summary:
    'Stable pseudonyms instead of values, keys, ids and file names, for logs and pull requests that others read.',
})

const reportFlag = Flags.string({
  helpGroup: outputGroup,
  multiple: true,
  multipleNonGreedy: true,
  helpValue: 'FORMAT=FILE',
  summary: `Also write a report to this file, or with - to stderr; may be repeated. Formats: ${reportNames.join(', ')}.`,
})

/** Flags of every command whose result pipelines read. */
export const reportFlags = {
  format: Flags.option({
    ...formatFlag,
    options: formatNames,
    description: 'With ndjson, events are written while the command runs: one JSON object a line.',
  })(),
  report: reportFlag,
  'link-base': Flags.string({
    helpGroup: outputGroup,
    helpValue: 'URL',
    summary: `Link the rows of ${linkingReports.join(' and ')} reports to their files below this URL of the repository at one commit.`,
  }),
}

/** What the two flags do where a plan is shown. */
const ofPlans = {
  full: 'Show every change and whole values; else changes that are alike fold into one line.',
  summary: 'Show only the verdict: counts, and what is refused.',
}

/** Flags of every command that shows a plan. */
export const detailFlags = detailFlagsOf([])

/** Flags of the command that shows drift. */
export const driftDetailFlags = detailFlagsOf([], {
  full: 'Show everybody and whole values; else people whose drift is alike fold into one line.',
  summary: 'Show only how many there are of each kind, and what to do about them.',
})

/** @param dependsOn Flags without which the command shows nothing of it. */
export function detailFlagsOf(dependsOn: string[], texts = ofPlans) {
  return {
    full: Flags.boolean({
      helpGroup: outputGroup,
      summary: texts.full,
      exclusive: ['summary'],
      dependsOn,
    }),
    summary: Flags.boolean({
      helpGroup: outputGroup,
      summary: texts.summary,
      dependsOn,
    }),
  }
}

/** Flags of every command that reads idctl.yaml. */
export const configFlags = {
  mask: maskFlag,
  config: Flags.string({
    helpGroup: configGroup,
    helpValue: 'FILE',
    summary: 'The idctl.yaml to use. [default: the nearest one, from the working directory upwards]',
  }),
  env: Flags.string({
    helpGroup: configGroup,
    helpValue: 'NAME',
    summary: 'The entry of `environments` in idctl.yaml to use.',
  }),
  'admin-url': Flags.string({
    helpGroup: configGroup,
    helpValue: 'URL',
    summary: 'Admin URL of Kratos; overrides idctl.yaml.',
    exclusive: ['sandbox'],
  }),
  sandbox: Flags.string({
    helpGroup: configGroup,
    helpValue: '[FILE]',
    summary: 'Use the embedded Kratos, kept in FILE, instead of a server. [default file: .idctl/sandbox.json]',
  }),
  identities: Flags.string({
    helpGroup: configGroup,
    helpValue: 'DIR',
    summary: 'Read only this folder. Then nothing is removed.',
  }),
}

/** Flags of commands that read idctl.yaml and show nothing of anybody, so that there is nothing to mask. */
export const serverFlags = {
  config: configFlags.config,
  env: configFlags.env,
  'admin-url': configFlags['admin-url'],
  sandbox: configFlags.sandbox,
}

/** Flags of every command that computes a plan. */
export const planFlags = {
  timings: Flags.boolean({
    helpGroup: outputGroup,
    summary: 'At the end, show on stderr how long each stage took, and how many requests it sent.',
    exclusive: ['quiet'],
  }),
  only: Flags.string({
    helpValue: 'PATTERN',
    summary: 'Only changes whose key or file matches this glob; matching and guards still see everything.',
  }),
  concurrency: Flags.integer({
    helpValue: 'N',
    min: 1,
    max: 64,
    summary: 'At most this many requests at once; fewer writes while the server is slow or in trouble. [default: 4]',
  }),
  inventory: Flags.string({
    helpValue: 'FILE',
    summary:
      'File that remembers who was applied, as keyed digests; apply writes it. With it, creating somebody again who is gone needs consent.',
  }),
}

type ConsentFlagName = {
  [G in GuardName]: G extends `${infer A}_${infer B}` ? `allow-${A}-${B}` : `allow-${G}`
}[GuardName]

/** `--allow-removals=N` and the like: one consent flag per guard. */
export const guardFlags = {
  'allow-removals': consentFlag('removals'),
  'allow-replacements': consentFlag('replacements'),
  'allow-credentials': consentFlag('credentials'),
  'allow-field-removals': consentFlag('field_removals'),
  'allow-identifier-changes': consentFlag('identifier_changes'),
  'allow-adoptions': consentFlag('adoptions'),
  'allow-updates': consentFlag('updates'),
  'allow-recreations': consentFlag('recreations'),
  'allow-swaps': consentFlag('swaps'),
} satisfies Record<ConsentFlagName, unknown>

export const takeOverFlag = keysFlag('Take over the identity of this key from another workspace; may be repeated.')

export const invitesFlagTexts = {
  helpValue: 'FILE',
  summary: 'Write recovery links and codes to this new file, one JSON object a line. They go nowhere else.',
}

export const decryptFlag = Flags.string({
  helpValue: 'FILE',
  summary: 'Decrypt PLAN, which `plan --encrypt-to` wrote, with a secret key of age in this file.',
})

const writeCredentialsFlag = keysFlag(
  'Write the credentials of this document to its adopted identity, too; may be repeated.',
)

/** Flags of commands that plan for the whole folder. */
export const wholePlanFlags = {
  ...reportFlags,
  ...planFlags,
  ...detailFlags,
  'take-over': takeOverFlag,
  'write-credentials': writeCredentialsFlag,
  ...configFlags,
  ...guardFlags,
}

/** Arguments of commands that name people. Not required: there are also `--from` and `--id`. */
export const peopleArgs = {
  key: Args.string({
    multiple: true,
    ignoreStdin: true,
    name: 'key',
    description: 'Key of an identity, as `idctl plan` shows it; or a glob on keys and files, in quotes.',
  }),
}

export const fromFlag = Flags.string({
  helpValue: 'FILE',
  summary: 'Also the keys in this file, one a line, as they are.',
})

/** The numbers given with the guard flags, by guard. */
export function consentsOf(flags: Readonly<Record<string, unknown>>): Consents {
  const given = guardNames.map((guard) => [guard, flags[guardFlagName(guard)]] as const)
  return Object.fromEntries(given.filter(([, count]) => typeof count === 'number'))
}

function keysFlag(summary: string) {
  return Flags.string({ multiple: true, multipleNonGreedy: true, helpValue: 'KEY', summary })
}

function consentFlag(guard: GuardName) {
  return Flags.integer({
    min: 0,
    helpGroup: 'CONSENT',
    helpValue: 'N',
    summary: `Consent to at most N ${guardCounts[guard]}: N counts instead of the limit in idctl.yaml, also if it is smaller.`,
  })
}
