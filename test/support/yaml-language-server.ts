import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

export interface Place {
  readonly line: number
  readonly character: number
}

export interface LanguageServer {
  /** Opens a file with this text, and waits for what the editor would underline. */
  diagnostics(path: string, text: string): Promise<readonly string[]>
  /** What the editor offers at a place of an opened file. */
  completions(path: string, at: Place): Promise<readonly string[]>
  hover(path: string, at: Place): Promise<string>
  stop(): void
}

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: {
    readonly uri: string
    readonly diagnostics: readonly { readonly message: string }[]
    readonly items: readonly { readonly section: string }[]
  }
  readonly result?: unknown
}

/** Starts the language server that editors use for YAML, without network, with `settings` as from settings.json. */
export async function startYamlLanguageServer(
  folder: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<LanguageServer> {
  const entry = createRequire(import.meta.url).resolve('yaml-language-server/bin/yaml-language-server')
  const child = spawn(process.execPath, [entry, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting = new Map<number, (result: unknown) => void>()
  const published = new Map<string, (messages: readonly string[]) => void>()
  let lastId = 0

  const send = (message: object): void => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  const request = <T>(method: string, params: object): Promise<T> => {
    const id = ++lastId
    send({ id, method, params })
    return new Promise((resolve) => waiting.set(id, (result) => resolve(result as T)))
  }
  const receive = ({ id, method, params, result }: Message): void => {
    if (method === undefined) waiting.get(id ?? -1)?.(result)
    else if (method === 'textDocument/publishDiagnostics') {
      published.get(params?.uri ?? '')?.((params?.diagnostics ?? []).map(({ message }) => message))
    } else if (id !== undefined) {
      const sections = params?.items?.map(({ section }) => sectionOf(settings, section))
      send({ id, result: method === 'workspace/configuration' ? sections : null })
    }
  }
  readMessages(child.stdout, receive)

  const root = pathToFileURL(folder).href
  const capabilities = {
    workspace: { configuration: true, workspaceFolders: true },
    textDocument: { publishDiagnostics: {}, hover: { contentFormat: ['plaintext'] }, completion: {} },
  }
  await request('initialize', {
    processId: process.pid,
    rootUri: root,
    capabilities,
    workspaceFolders: [{ uri: root, name: 'test' }],
  })
  send({ method: 'initialized', params: {} })
  send({ method: 'workspace/didChangeConfiguration', params: { settings: null } })

  const uriOf = (path: string) => `${root}/${path}`
  return {
    diagnostics: (path, text) =>
      new Promise((resolve) => {
        published.set(uriOf(path), resolve)
        const textDocument = { uri: uriOf(path), languageId: 'yaml', version: 1, text }
        send({ method: 'textDocument/didOpen', params: { textDocument } })
      }),
    async completions(path, position) {
      const found = await request<{ items: { label: string }[] } | null>('textDocument/completion', {
        textDocument: { uri: uriOf(path) },
        position,
      })
      return found?.items.map(({ label }) => label) ?? []
    },
    async hover(path, position) {
      const found = await request<{ contents: { value?: string } } | null>('textDocument/hover', {
        textDocument: { uri: uriOf(path) },
        position,
      })
      return found?.contents.value ?? ''
    },
    stop: () => void child.kill(),
  }
}

/** The settings below a dotted name, as editors nest them. */
function sectionOf(settings: Readonly<Record<string, unknown>>, section: string): unknown {
  const below = Object.entries(settings).filter(([name]) => name.startsWith(`${section}.`))
  return Object.fromEntries(below.map(([name, value]) => [name.slice(section.length + 1), value]))
}

function readMessages(stream: NodeJS.ReadableStream, receive: (message: Message) => void): void {
  let rest = Buffer.alloc(0)
  stream.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (;;) {
      const end = rest.indexOf('\r\n\r\n')
      const length = Number(/Content-Length: (\d+)/.exec(rest.subarray(0, Math.max(end, 0)).toString())?.[1])
      if (end === -1 || rest.length < end + 4 + length) return
      const body = rest.subarray(end + 4, end + 4 + length)
      rest = rest.subarray(end + 4 + length)
      receive(JSON.parse(body.toString()) as Message)
    }
  })
}
