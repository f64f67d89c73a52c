import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** The old system that Kratos asks while it does not know a person's password yet. */
export interface SignInHook {
  readonly url: string
  /** From now on this is the person's password in the old system. */
  know(identifier: string, password: string): void
  /** How often Kratos has asked about the person. */
  calls(identifier: string): number
  stop(): Promise<void>
}

/** Listens on a free loopback port; answers as Kratos' password migration hook asks for. */
export async function startSignInHook(): Promise<SignInHook> {
  const passwords = new Map<string, string>()
  const asked: string[] = []
  const server = createServer((request, response) => {
    json(request).then(
      (body) => {
        const { identifier, password } = body as { identifier: string; password: string }
        asked.push(identifier)
        const matches = passwords.get(identifier) === password
        response.writeHead(matches ? 200 : 403, { 'content-type': 'application/json' })
        response.end(JSON.stringify(matches ? { status: 'password_match' } : {}))
      },
      (error) => response.destroy(error),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/verify`,
    know: (identifier, password) => passwords.set(identifier, password),
    calls: (identifier) => asked.filter((each) => each === identifier).length,
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
