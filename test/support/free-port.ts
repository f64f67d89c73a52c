import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/** A port of loopback that nobody has; below those that a system gives to whoever asks for any, so that nobody gets it meanwhile. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + randomInt(12_000)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
