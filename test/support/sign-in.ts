import type { JsonObject } from '../../src/model/json.ts'

/** How a sign-in ended. `refused` is the id of Kratos' message to the person, or the text of its error. */
export type Attempt = { readonly token: string; readonly identity: string } | { readonly refused: string }

/** What Kratos says to somebody whom it does not let in. */
export const refusals = {
  /** No such identifier, or not this password: Kratos does not tell which. */
  credentials: { refused: '4000006' },
  /** Nobody signs in by code with this address. */
  codeAccount: { refused: '4000035' },
  code: { refused: '4010008' },
  disabled: { refused: 'identity is disabled' },
} as const satisfies Record<string, Attempt>

/** A person with an app: the public API's flows for clients without a browser, each from its start. */
export interface SignIn {
  withPassword(identifier: string, password: string): Promise<Attempt>
  /** Asks for a code, reads the message that Kratos stored for the address, and answers with the code in it. */
  withCode(address: string): Promise<Attempt>
  withWrongCode(address: string): Promise<Attempt>
  /** Status of `GET /sessions/whoami`: 200 while the session lives. */
  whoami(token: string): Promise<number>
  /** Opens a recovery link as a browser does and sets a password behind it. */
  setPassword(link: string, password: string): Promise<'set' | { readonly refused: string }>
}

interface Message {
  readonly id: number
  readonly type: string
}

interface Flow {
  readonly ui: {
    readonly action: string
    readonly messages?: readonly Message[]
    readonly nodes: readonly { readonly attributes: { readonly name?: string; readonly value?: string } }[]
  }
}

interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly body: unknown
}

interface CourierMessage {
  readonly id: string
  readonly template_type: string
  readonly body: string
}

const codeWasSent = 1010014

export function signInAt(server: { readonly adminUrl: string; readonly publicUrl: string }): SignIn {
  const startLogin = async (): Promise<string> => {
    const { body } = await expectStatus(200, call('GET', `${server.publicUrl}/self-service/login/api`))
    return (body as Flow).ui.action
  }
  const messagesTo = async (address: string): Promise<CourierMessage[]> => {
    const url = `${server.adminUrl}/admin/courier/messages?recipient=${encodeURIComponent(address)}`
    return (await expectStatus(200, call('GET', url))).body as CourierMessage[]
  }
  const answerCode = async (address: string, codeFrom: (message: string) => string): Promise<Attempt> => {
    const earlier = new Set((await messagesTo(address)).map(({ id }) => id))
    const action = await startLogin()
    const asked = await call('POST', action, { method: 'code', identifier: address })
    const refused = refusalOf(asked)
    if (refused !== undefined) return { refused }
    if (!(asked.body as Flow).ui.messages?.some(({ id }) => id === codeWasSent)) throw unexpected(asked)
    const sent = (await messagesTo(address)).filter(
      ({ id, template_type }) => !earlier.has(id) && template_type === 'login_code_valid',
    )
    if (sent.length !== 1 || sent[0] === undefined) throw new Error(`${sent.length} messages with a code, not one`)
    return attempted(await call('POST', action, { method: 'code', identifier: address, code: codeFrom(sent[0].body) }))
  }

  return {
    withPassword: async (identifier, password) =>
      attempted(await call('POST', await startLogin(), { method: 'password', identifier, password })),
    withCode: (address) => answerCode(address, codeIn),
    withWrongCode: (address) => answerCode(address, (message) => otherCode(codeIn(message))),
    async whoami(token) {
      return (await call('GET', `${server.publicUrl}/sessions/whoami`, undefined, { 'x-session-token': token })).status
    },
    async setPassword(link, password) {
      const opened = await call('GET', link)
      const refused = refusalOf(opened)
      if (refused !== undefined) return { refused }
      await setPasswordBehind(server.publicUrl, opened, password)
      return 'set'
    },
  }
}

/** The settings that a recovery link leads to. They have no variant for apps: hence cookies and a CSRF token. */
async function setPasswordBehind(publicUrl: string, opened: Answered, password: string): Promise<void> {
  const flow = new URL(opened.headers.get('location') ?? publicUrl).searchParams.get('flow')
  if (flow === null) throw unexpected(opened)
  const cookie = opened.headers
    .getSetCookie()
    .map((text) => text.split(';', 1)[0])
    .join('; ')
  const url = `${publicUrl}/self-service/settings/flows?id=${flow}`
  const { ui } = (await expectStatus(200, call('GET', url, undefined, { cookie }))).body as Flow
  const csrf = ui.nodes.find(({ attributes }) => attributes.name === 'csrf_token')?.attributes.value ?? ''
  await expectStatus(200, call('POST', ui.action, { method: 'password', password, csrf_token: csrf }, { cookie }))
}

function attempted(answered: Answered): Attempt {
  const refused = refusalOf(answered)
  if (refused !== undefined) return { refused }
  if (answered.status !== 200) throw unexpected(answered)
  const { session_token: token, session } = answered.body as {
    session_token: string
    session: { identity: { id: string } }
  }
  return { token, identity: session.identity.id }
}

/** `undefined` unless Kratos said no to the person; an error of the server or of the test throws elsewhere. */
function refusalOf({ status, body }: Answered): string | undefined {
  if (status === 401) return (body as { error: { message: string } }).error.message
  if (status !== 400) return undefined
  const errors = (body as Partial<Flow>).ui?.messages?.filter(({ type }) => type === 'error') ?? []
  return errors.length === 0 ? undefined : errors.map(({ id }) => id).join()
}

function codeIn(message: string): string {
  const code = /\b\d{6}\b/.exec(message)?.[0]
  if (code === undefined) throw new Error('no code in the message')
  return code
}

function otherCode(code: string): string {
  return code === '000000' ? '000001' : '000000'
}

async function call(
  method: string,
  url: string,
  body?: JsonObject,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const answer = await fetch(url, {
    method,
    redirect: 'manual',
    headers: { accept: 'application/json', 'content-type': 'application/json', ...headers },
    ...(body && { body: JSON.stringify(body) }),
  })
  const isJson = answer.headers.get('content-type')?.startsWith('application/json')
  return {
    status: answer.status,
    headers: answer.headers,
    body: isJson ? await answer.json() : await answer.text(),
  }
}

async function expectStatus(status: number, calling: Promise<Answered>): Promise<Answered> {
  const answered = await calling
  if (answered.status !== status) throw unexpected(answered)
  return answered
}

function unexpected({ status, body }: Answered): Error {
  return new Error(`unexpected answer of Kratos: ${status} ${JSON.stringify(body)}`)
}
