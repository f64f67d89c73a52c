import fc from 'fast-check'

const usual = '20261128'

/** Laws try the same cases on every run, so that no change is refused by luck; `IDCTL_SEED=random` looks for new ones, a number replays. */
const asked = process.env['IDCTL_SEED'] ?? usual

/** What comes by chance has come before. */
export const isUsualSeed = asked === usual

if (asked !== 'random') fc.configureGlobal({ seed: Number(asked) })
