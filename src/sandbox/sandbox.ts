import { assemble } from './assemble.ts'
import { type Listener, listen } from './http/server.ts'
import type { Sandbox, SandboxOptions, StartOptions } from './surface.ts'

/** A sandbox without ports, reachable by `.fetch`. Throws `SandboxError` for bad schemas and for a bad or locked file. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const urls = { admin: 'http://admin.sandbox.local', public: 'http://public.sandbox.local' }
  const { sandbox } = await assemble(options, urls)
  return sandbox
}

/** A sandbox on two ports. Throws `SandboxError` for bad schemas, a bad or locked file, and a port in use. */
export async function startSandbox(options: StartOptions): Promise<Sandbox> {
  const urls = { admin: '', public: '' }
  const { sandbox, handler, kratos } = await assemble(options, urls)
  const host = options.host ?? '127.0.0.1'
  const listeners: Listener[] = []
  const stop = async (): Promise<void> => {
    await Promise.all(listeners.map((listener) => listener.close()))
    await sandbox.stop()
  }
  try {
    for (const [serves, port] of [
      ['admin', options.port ?? 0],
      ['public', options.publicPort ?? 0],
    ] as const) {
      const listener = await listen({ handler, serves, host, port, maxBody: kratos.profile.maxBody })
      listeners.push(listener)
      urls[serves] = listener.url
    }
  } catch (error) {
    await stop()
    throw error
  }
  return { ...sandbox, adminUrl: urls.admin, publicUrl: urls.public, stop }
}
