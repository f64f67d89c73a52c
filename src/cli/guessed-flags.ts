/** What to use in place of a flag that other tools have. */
interface Answer {
  /** Flags that a command must have for the answer to be true of it. */
  readonly needs: readonly string[]
  /** The only commands that the answer is for; absent: all. */
  readonly commands?: readonly string[]
  readonly text: string
}

const yes = '`--yes` asks nothing'
const consents = 'what a guard refuses needs its own consent, such as `--allow-removals=N`'

/** Flags for the same, with the answers to them; the first that is true of the command is given. */
const guesses: readonly (readonly [flags: string, answers: readonly Answer[]])[] = [
  [
    '--dry-run --dryrun --preview --what-if --noop --check --diff',
    [
      { commands: ['apply'], needs: [], text: '`idctl plan` shows what would change, and only reads' },
      { commands: ['plan'], needs: [], text: 'leave it out: plan only reads' },
    ],
  ],
  [
    '--auto-approve --approve --assume-yes --no-confirm --non-interactive --no-input --confirm --no-prompt',
    [
      { needs: ['yes', 'allow-removals'], text: `${yes}; ${consents}` },
      { needs: ['yes'], text: yes },
    ],
  ],
  [
    '--force --overwrite --replace',
    [
      { needs: ['update'], text: '`--update` changes files that are there' },
      { needs: ['yes', 'allow-removals'], text: `nothing is forced: ${yes}, and ${consents}` },
      { commands: ['plan'], needs: ['allow-removals'], text: `nothing is forced: ${consents}` },
    ],
  ],
  [
    '--prune --delete --destroy',
    [
      {
        commands: ['plan', 'apply'],
        needs: ['allow-removals'],
        text: 'leave it out: whoever has no document any more is removed, and `--allow-removals=N` is the consent to many',
      },
    ],
  ],
  ['--exit-code --exitcode --diff-exit-code', [{ needs: ['detailed-exitcode'], text: 'use `--detailed-exitcode`' }]],
  ['--verbose -v --debug --details --wide', [{ needs: ['full'], text: '`--full` shows everything' }]],
  ['--silent -s', [{ needs: ['quiet'], text: 'use `--quiet`' }]],
  [
    '--output --output-format -o',
    [
      { needs: ['out', 'format'], text: '`--format json` prints JSON; `--out` says where files go' },
      { needs: ['format'], text: '`--format json` prints JSON' },
    ],
  ],
  ['--target -t --filter --selector -l --key', [{ needs: ['only'], text: '`--only PATTERN` selects by key or file' }]],
  [
    '--file --filename --dir --folder --path --directory --chdir -f -d -C',
    [
      {
        needs: ['identities', 'config'],
        text: '`--config FILE` names an idctl.yaml, and `--identities DIR` reads only this folder',
      },
    ],
  ],
  ['--environment --stage --profile -e', [{ needs: ['env'], text: 'use `--env NAME`' }]],
  [
    '--url --endpoint --server --host --kratos-admin-url --admin',
    [{ needs: ['admin-url'], text: 'use `--admin-url`' }],
  ],
  [
    '--api-key --apikey --token --access-token --key-file',
    [{ needs: ['admin-url'], text: 'give the API key in IDCTL_API_KEY, or in `kratos.api_key` of idctl.yaml' }],
  ],
  ['--parallelism --parallel --jobs --workers -p -j', [{ needs: ['concurrency'], text: 'use `--concurrency N`' }]],
  [
    '--refresh --refresh-only',
    [{ commands: ['plan', 'apply', 'drift'], needs: [], text: 'leave it out: live is read each time' }],
  ],
]

const answersByFlag = new Map<string, readonly Answer[]>()
for (const [flags, answers] of guesses) {
  for (const flag of flags.split(' ')) answersByFlag.set(flag, [...(answersByFlag.get(flag) ?? []), ...answers])
}

/** What does the work of an unknown flag; `undefined` where nobody guesses it, or the command has nothing for it. */
export function guessedFlag(
  flag: string,
  { command, known }: { readonly command: string | undefined; readonly known: readonly string[] },
): string | undefined {
  return answersByFlag
    .get(flag)
    ?.find(({ commands, needs }) => isOneOf(command, commands) && needs.every((name) => known.includes(name)))?.text
}

function isOneOf(command: string | undefined, commands: Answer['commands']): boolean {
  return commands === undefined || (command !== undefined && commands.includes(command))
}

/** All flags that are answered. */
export const guessedFlags: readonly string[] = [...answersByFlag.keys()]
