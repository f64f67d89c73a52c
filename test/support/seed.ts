import fc from 'fast-check'

/** Laws try the same cases on every run, so that no change is refused by luck; `IDCTL_SEED=random` looks for new ones, a number replays. */
const asked = process.env['IDCTL_SEED'] ?? '20261128'

if (asked !== 'random') fc.configureGlobal({ seed: Number(asked) })
