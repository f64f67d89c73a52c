// Prints who loses access by a plan, one line each, for example as a message to a team:
//
//   idctl plan --json | node who-loses-access.js
import { text } from 'node:stream/consumers'

const plan = JSON.parse(await text(process.stdin))
if (plan.error) throw new Error(`there is no plan: ${plan.error.message}`)
if (plan.format_version !== 1) throw new Error(`this reads format 1 of plans, and not ${plan.format_version}`)

/** Codes, and no texts: texts may be worded better one day. */
const losses = new Set(['access-lost', 'deleted-for-good'])

for (const { key, display, action, origin, blocked, consequences } of plan.changes) {
  const lost = consequences.filter(({ code }) => losses.has(code))
  if (lost.length === 0 || blocked) continue
  // A document that is gone has a file, and no line.
  const place = [origin?.file, origin?.line].filter((part) => part !== undefined).join(':')
  const reason = lost.map(({ text }) => text).join('; ')
  // As JSON, so that a name with a line break stays on its line: people choose their own names.
  process.stdout.write(
    `${action} ${[key, display ?? '', place, reason].map((part) => JSON.stringify(part)).join(' ')}\n`,
  )
}
