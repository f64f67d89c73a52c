import type { Config } from '../../config/types.ts'
import { IdctlError } from '../../errors.ts'
import { wholeCredentialTypes } from '../../model/credential-types.ts'
import { type Json, parsePointer } from '../../model/json.ts'
import type { Variables } from '../../model/variables.ts'
import { type Located, memberOf, toJson } from '../../source/located.ts'
import { literalText, parseTemplate } from '../../source/template.ts'
import { type ReferenceReader, referenceReader } from '../references/reference-values.ts'
import { readDocuments } from './read-file.ts'
import { walkFolder } from './walk.ts'

/** Reads again the secrets that a plan does not contain. */
export interface SecretResolver {
  /**
   * The current value of a reference text (`ManagedField.reference`, `CredentialSecret.reference`): a string, or a list
   * for the text of a list.
   * @throws IdctlError (`refused`) if it is not available
   */
  reference(text: string): Json
  /**
   * The secret at a `CredentialSecret.from`: a literal text, or a whole `config` with its references replaced.
   * `undefined` if it is gone or no longer a literal.
   * @throws IdctlError (`refused`) if a reference in it is not available
   */
  literal(from: string): Json | undefined
}

const listText = /^\$\{json:(.*)\}$/s
const literalPlace = /^(.+)#(?:(\d+):)?(\/credentials\/.+)$/s

/** Pointers at which a literal secret can be. Nothing else of a file is ever returned. */
const textPointers = ['', '/config'].flatMap((config) =>
  ['hashed_password', 'password'].map((key) => `/credentials/password${config}/${key}`),
)
const wholePointers = wholeCredentialTypes.flatMap((type) => [`/credentials/${type}`, `/credentials/${type}/config`])

/** Reads values on demand, each file once. Returns only secrets of documents that a plan would read. */
export function secretResolver(config: Config, variables: Variables): SecretResolver {
  const read = referenceReader(config, variables)
  const files = new Map<string, ReadonlyMap<string, Json>>()
  let known: ReadonlySet<string> | undefined
  return {
    reference: (text) => resolveReference(text, read),
    literal: (from) => {
      const [, file = '', index, pointer = ''] = literalPlace.exec(from) ?? []
      known ??= new Set(config.identities.flatMap((folder) => walkFolder(config, folder, () => {}).documents))
      if (!known.has(file)) return undefined
      const secrets = files.get(file) ?? readSecrets(config.root, file)
      files.set(file, secrets)
      const secret = secrets.get(`${index ?? ''}:${pointer}`)
      return typeof secret === 'object' ? resolveAll(secret, read) : secret
    },
  }
}

function resolveReference(text: string, read: ReferenceReader): Json {
  const list = listText.exec(text)?.[1]
  if (list !== undefined) return resolveAll(JSON.parse(list) as Json, read)
  return resolveText(text, read)
}

function resolveAll(value: Json, read: ReferenceReader): Json {
  if (typeof value === 'string') return resolveText(value, read)
  if (Array.isArray(value)) return value.map((item) => resolveAll(item, read))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, resolveAll(member, read)]))
}

function resolveText(text: string, read: ReferenceReader): string {
  const template = parseTemplate(text)
  if ('problem' in template)
    throw new IdctlError(`a reference cannot be resolved: ${template.problem}`, { exit: 'refused' })
  return template.parts
    .map((part) => {
      if (part.kind === 'text') return part.text
      const result = read(part)
      if ('value' in result) return result.value
      throw new IdctlError(`a reference cannot be resolved: ${result.problem}`, { exit: 'refused', hint: result.hint })
    })
    .join('')
}

/** The literal secrets of a file by `<index>:<pointer>`, or by `:<pointer>` if it has one document. */
function readSecrets(root: string, file: string): ReadonlyMap<string, Json> {
  const secrets = new Map<string, Json>()
  // Problems of the file were reported when the plan was made; a secret that cannot be read now counts as gone.
  const { documents } = readDocuments(root, file, () => {})
  const sole = documents.length === 1
  for (const [index, document] of documents.entries()) {
    const note = (pointer: string, secret: Json | undefined) => {
      if (secret !== undefined) secrets.set(`${sole ? '' : index}:${pointer}`, secret)
    }
    for (const pointer of textPointers) note(pointer, textAt(document, pointer))
    for (const pointer of wholePointers) note(pointer, mapAt(document, pointer))
  }
  return secrets
}

function textAt(document: Located, pointer: string): string | undefined {
  const node = nodeAt(document, pointer)
  return node?.kind === 'scalar' && typeof node.value === 'string' ? literalText(node.value) : undefined
}

/** As written: references in it are replaced on demand. */
function mapAt(document: Located, pointer: string): Json | undefined {
  const node = nodeAt(document, pointer)
  return node?.kind === 'map' ? toJson(node) : undefined
}

function nodeAt(document: Located, pointer: string): Located | undefined {
  let node: Located | undefined = document
  for (const segment of parsePointer(pointer)) node = memberOf(node, segment)?.value
  return node
}
