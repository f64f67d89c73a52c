/** A way to do what a guessed command would do. */
interface Way {
  /** The command of idctl that it needs; without that command the way is not offered. */
  readonly command: string
  readonly text: string
}

const way = (command: string, text: string): Way => ({ command, text })

const plan = way('plan', '`idctl plan` shows what would change')
const apply = way('apply', '`idctl apply` writes the documents to Kratos')
const drift = way('drift', '`idctl drift` shows what others changed since')
const runs = way('runs', '`idctl runs` lists what earlier runs did')
const validate = way('validate', '`idctl validate` checks all files offline')
const adopt = way('adopt', '`idctl adopt KEY` starts to manage an identity that exists')
const release = way('release', '`idctl release KEY` stops managing somebody, and keeps the account')
const invite = way('invite', '`idctl invite KEY` makes a recovery link or code')
const exported = way('export', '`idctl export --out DIR` writes live identities as documents')
const accept = way('accept', '`idctl accept KEY` writes a live change into the document')
const explain = way('explain', '`idctl explain CODE` says what a code means')
const sandbox = way('sandbox', '`idctl sandbox` serves an embedded Kratos')
const init = way('init', '`idctl init` sets up a folder')
const doctor = way('doctor', '`idctl doctor` checks server, key and folder')
const format = way('fmt', '`idctl fmt` formats documents')
const completion = way('completion', '`idctl completion SHELL` prints the script for your shell')

const write = way('apply', 'write a document, then `idctl apply`')
const remove = way('apply', 'delete the document, then `idctl apply`')
const state = way('apply', 'set `state: active` or `state: inactive` in the document, then `idctl apply`')
const rename = way('apply', 'change the document and put the old key into `idctl.previously`, then `idctl apply`')
const undo = way('apply', 'go back to an earlier commit of the folder, then `idctl apply`')
const rereads = way('plan', 'there is no state to refresh: `idctl plan` reads live each time')
const version = way('plan', '`idctl --version` prints it')
const key = way('plan', 'there is no login: give the API key in `kratos.api_key` of idctl.yaml or in IDCTL_API_KEY')

/** Words for the same, with the ways that answer them. */
const guesses: readonly (readonly [words: string, ways: readonly Way[]])[] = [
  ['diff preview dry-run dryrun what-if whatif changes compare', [plan]],
  ['sync push deploy reconcile up update upsert put save run execute', [plan, apply]],
  ['create add new set', [write, init]],
  ['edit patch', [write]],
  ['destroy delete remove rm purge prune down', [remove, release]],
  ['disable deactivate enable activate suspend block unblock', [state]],
  ['rename mv move', [rename]],
  ['import', [apply, exported, adopt]],
  ['pull fetch download dump backup clone', [exported, accept]],
  ['list ls get describe view read identities', [exported, plan]],
  ['status st', [plan, drift, runs]],
  ['refresh state', [rereads]],
  ['undo rollback revert restore', [undo]],
  ['history log logs journal audit', [runs]],
  ['lint check verify test', [validate, doctor]],
  ['format prettier', [format, validate]],
  ['version', [version]],
  ['login logout auth signin configure config', [key, init]],
  ['setup bootstrap start quickstart', [init, sandbox]],
  ['serve server emulator mock kratos', [sandbox]],
  ['why error errors code codes man', [explain]],
  ['manage claim take own', [adopt]],
  ['unmanage forget untrack disown', [release]],
  ['recover recovery link password reset-password', [invite]],
  ['diagnose diagnostics debug ping health', [doctor, plan]],
  ['autocomplete completions complete', [completion]],
]

const waysByWord = new Map(guesses.flatMap(([words, ways]) => words.split(' ').map((word) => [word, ways] as const)))

/** What to use for a command that other tools have; `undefined` where nobody guesses the word. */
export function guessedCommand(word: string, known: readonly string[]): string | undefined {
  const ways = waysByWord.get(word.toLowerCase())?.filter(({ command }) => known.includes(command)) ?? []
  return ways.length === 0 ? undefined : ways.map(({ text }) => text).join('; ')
}

/** All words that are answered. */
export const guessedWords: readonly string[] = [...waysByWord.keys()]
