// Runs one command line after the other in one process, for warm-cli.ts.
import { pathToFileURL } from 'node:url'

const entry = process.argv[2]
const usualMask = process.umask()
let count = 0
let texts

for (const name of ['stdout', 'stderr']) {
  process[name].write = (text, ...others) => {
    texts[name] += text
    others.at(-1)?.()
    return true
  }
}

process.on('message', async ({ args, cwd, env, umask = usualMask }) => {
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  process.chdir(cwd)
  process.umask(umask)
  process.argv = [process.execPath, entry, ...args]
  process.exitCode = undefined
  texts = { stdout: '', stderr: '' }
  count += 1
  // The file starts the command line; under another name it does that again.
  await import(`${pathToFileURL(entry).href}?${count}`)
  for (const event of ['SIGINT', 'SIGTERM', 'uncaughtException']) process.removeAllListeners(event)
  process.send({ exit: process.exitCode ?? 0, ...texts })
})
