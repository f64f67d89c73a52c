import { createPerson, openSandbox } from './support.ts'

/** Creates one identity after the other in the file of its first argument and names each one that was answered; then waits to be killed. */
const sandbox = await openSandbox({ file: process.argv[2] as string })
for (let count = 0; count < 400; count++) {
  const email = `p${count}@example.org`
  await createPerson(sandbox, email)
  process.stdout.write(`${email}\n`)
}
// No more than one page can show, however late the kill comes.
setInterval(() => {}, 60_000)
