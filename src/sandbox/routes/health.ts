import { jsonAnswer } from '../http/exchange.ts'
import type { Route } from '../http/router.ts'

const prefixes = { admin: '/admin', public: '' } as const

/** Health on both ports, the version on the admin port only (API reference §13). */
export const healthRoutes: readonly Route[] = [
  ...(['admin', 'public'] as const).flatMap((port) =>
    ['alive', 'ready'].map(
      (check): Route => ({
        port,
        method: 'GET',
        pattern: `${prefixes[port]}/health/${check}`,
        exact: port === 'public',
        handle: () => jsonAnswer(200, { status: 'ok' }),
      }),
    ),
  ),
  {
    port: 'admin',
    method: 'GET',
    pattern: '/admin/version',
    handle: (_, { profile }) => jsonAnswer(200, { version: profile.version }),
  },
]
