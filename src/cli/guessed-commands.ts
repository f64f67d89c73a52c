/** A way to do what a guessed command would do. */
interface Way {
  /** The command of idctl that it needs; without that command the way is not offered. */
  readonly command: string
  readonly text: string
}

/** `words` are what follows `idctl`; the first is the command. */
const uses = (words: string, does: string): Way => {
  return { command: words.split(' ')[0] ?? '', text: `\`idctl ${words}\` ${does}` }
}

const says = (command: string, text: string): Way => ({ command, text })

const plan = uses('plan', 'shows what would change')
const apply = uses('apply', 'writes the documents to Kratos')
const drift = uses('drift', 'shows what others changed since')
const runs = uses('runs', 'lists what earlier runs did')
const validate = uses('validate', 'checks all files offline')
const adopt = uses('adopt KEY', 'starts to manage an identity that exists')
const release = uses('release KEY', 'stops managing somebody, and keeps the account')
const invite = uses('invite KEY', 'makes a recovery link or code')
const exported = uses('export', 'writes live identities as documents')
const accept = uses('accept KEY', 'writes a live change into the document')
const explain = uses('explain CODE', 'says what a code means')
const sandbox = uses('sandbox', 'serves an embedded Kratos')
const init = uses('init', 'sets up a folder')
const doctor = uses('doctor', 'checks server, key and folder')
const format = uses('fmt', 'formats documents')
const completion = uses('completion SHELL', 'prints the script for your shell')

const write = says('apply', 'write a document, then `idctl apply`')
const remove = says('apply', 'delete the document, then `idctl apply`')
const state = says('apply', 'set `state: active` or `state: inactive` in the document, then `idctl apply`')
const rename = says('apply', 'change the document and put the old key into `idctl.previously`, then `idctl apply`')
const undo = says('apply', 'go back to an earlier commit of the folder, then `idctl apply`')
const rereads = says('plan', 'there is no state to refresh: `idctl plan` reads live each time')
const version = says('plan', '`idctl --version` prints it')
const key = says('plan', 'there is no login: give the API key in `kratos.api_key` of idctl.yaml or in IDCTL_API_KEY')

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
  ['list ls get describe view read', [exported, plan]],
  ['identities identity users user people person accounts account members', [exported, plan, write]],
  ['status st', [plan, drift, runs]],
  ['refresh state', [rereads]],
  ['undo rollback revert restore', [undo]],
  ['history log logs journal audit', [runs]],
  ['lint check verify test', [validate, doctor]],
  ['format prettier', [format, validate]],
  ['version -v', [version]],
  ['login logout auth signin configure config', [key, init]],
  ['setup bootstrap start quickstart', [init, sandbox]],
  ['serve server emulator mock kratos', [sandbox]],
  ['why error errors code codes man', [explain]],
  ['manage claim take own', [adopt]],
  ['unmanage forget untrack disown', [release]],
  ['recover recovery link password reset-password', [invite]],
  ['diagnose diagnostics debug ping health', [doctor, plan]],
  ['autocomplete completions', [completion]],
]

const waysByWord = new Map(guesses.flatMap(([words, ways]) => words.split(' ').map((word) => [word, ways] as const)))

/** What to use for a command that other tools have; `undefined` where nobody guesses the word. */
export function guessedCommand(word: string, known: readonly string[]): string | undefined {
  const ways = waysByWord.get(word.toLowerCase())?.filter(({ command }) => known.includes(command)) ?? []
  return ways.length === 0 ? undefined : ways.map(({ text }) => text).join('; ')
}

/** All words that are answered. */
export const guessedWords: readonly string[] = [...waysByWord.keys()]
