import { join, posix } from 'node:path'
import type { Config } from '../config/types.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import type { DesiredDocument } from '../model/identity.ts'
import { compareDiagnostics, distinctDiagnostics } from '../source/diagnostics.ts'
import { type Located, memberOf, someNode } from '../source/located.ts'
import { mergeLocated } from '../source/merge-located.ts'
import { quote, type Report } from '../source/report.ts'
import { readCredentials } from './credentials.ts'
import { inheritedDefaults } from './defaults.ts'
import { readDefaults } from './defaults-file.ts'
import { checkDocument } from './document.ts'
import { leavesOf } from './fields.ts'
import { fieldsOf, ownershipOf } from './ownership.ts'
import { readDocuments } from './read-file.ts'
import { referenceReader, type Variables } from './reference-values.ts'
import { type Substitution, substitute } from './substitute.ts'
import { walkFolder } from './walk.ts'

export interface ParsedFolder {
  /** In order of files and of their documents. With errors among the diagnostics: those that can be checked further. */
  readonly documents: readonly DesiredDocument[]
  /** Identity schemas: `*.schema.json` below the folders (id = file name); `schemas` of idctl.yaml goes first. */
  readonly schemaFiles: readonly { readonly id: string; readonly file: string }[]
  /** All problems of all files, by file and line. */
  readonly diagnostics: readonly Diagnostic[]
  /** Document files read. */
  readonly files: number
  /** File → lines that show something of credentials: no output may show them. */
  readonly secretLines: ReadonlyMap<string, ReadonlySet<number>>
}

/**
 * Reads everything below the identities folders (product §2): parsed, defaults merged, references resolved, closed.
 * Mistakes are diagnostics and never hide each other; nothing is thrown for them. A document with a broken value is left
 * out, others with mistakes stay in: nobody may act on `documents` while a diagnostic is an error.
 *
 * @param options.resolveSecrets With false, a reference below `credentials` may be undefined ("known at apply").
 */
export function parseFolder(
  config: Config,
  options: { readonly variables: Variables; readonly resolveSecrets: boolean },
): ParsedFolder {
  const found: Diagnostic[] = []
  const report: Report = (diagnostic) => found.push(diagnostic)
  const { resolveSecrets } = options
  const context: Substitution = { read: referenceReader(config, options.variables), resolveSecrets, report }
  const documents: DesiredDocument[] = []
  const schemaFiles = new Map<string, string>()
  const secretLines = new Map<string, ReadonlySet<number>>()
  let files = 0
  for (const folder of config.identities) {
    const walked = walkFolder(config.root, folder, report)
    const defaultsOf = inheritedDefaults(folder, (path) => {
      const file = walked.defaults.get(path)
      return file === undefined ? undefined : readDefaults(config, file, context)
    })
    for (const path of walked.defaults.keys()) defaultsOf(posix.join(path, 'any'))
    for (const { id, file } of walked.schemas) addSchemaFile(schemaFiles, id, file, report)
    for (const file of walked.documents) {
      if (join(config.root, file) === config.file) continue
      files += 1
      const read = readDocuments(config.root, file, report)
      secretLines.set(file, read.secretLines)
      const inherited = defaultsOf(file)
      const sole = read.documents.length === 1
      for (const [index, node] of read.documents.entries()) {
        const place = (pointer: string) => (sole ? `${file}#${pointer}` : `${file}#${index}:${pointer}`)
        const document = parseDocument(node, inherited, { config, context, sole, place })
        if (document !== undefined) documents.push(document)
      }
    }
  }
  return {
    documents,
    schemaFiles: Object.entries({ ...Object.fromEntries(schemaFiles), ...config.schemas }).map(([id, file]) => ({
      id,
      file,
    })),
    diagnostics: distinctDiagnostics(found.map((diagnostic) => hideSecretLine(diagnostic, secretLines))).sort(
      compareDiagnostics,
    ),
    files,
    secretLines,
  }
}

function addSchemaFile(files: Map<string, string>, id: string, file: string, report: Report): void {
  const other = files.get(id)
  if (other === undefined) {
    files.set(id, file)
    return
  }
  report({
    severity: 'error',
    code: 'IDC223',
    summary: `the identity schema ${quote(id)} is there twice`,
    hint: 'keep one of the two files: the id is the file name',
    at: { file, line: 1, column: 1 },
    related: [{ file: other, line: 1, column: 1 }],
  })
}

interface DocumentContext {
  readonly config: Config
  readonly context: Substitution
  readonly sole: boolean
  readonly place: (pointer: string) => string
}

function parseDocument(
  own: Located,
  inherited: Located | undefined,
  { config, context, sole, place }: DocumentContext,
): DesiredDocument | undefined {
  const { report } = context
  if (own.kind !== 'map') {
    if (own.kind === 'broken') return undefined
    const hint = 'write traits: and the other fields as keys'
    report({ severity: 'error', code: 'IDC213', summary: 'an identity must be a map', hint, at: own.at })
    return undefined
  }
  const merged = substitute(mergeLocated(inherited, own), context)
  const shape = checkDocument(merged, report)
  if (shape === undefined || merged.kind !== 'map') return undefined
  refuseMark(merged, report)
  refuseHiddenKey(merged, report)
  const leaves = leavesOf(merged)
  const organization = leaves.get('/organization_id')
  if (typeof organization?.value === 'string') {
    // Kratos answers with lower case: otherwise every plan would see a difference.
    leaves.set('/organization_id', { ...organization, value: organization.value.toLowerCase() })
  }
  if (!leaves.has('/schema_id') && config.schema_id !== undefined) {
    leaves.set('/schema_id', { kind: 'scalar', value: config.schema_id, at: own.at })
  }
  const ownership = ownershipOf(merged, shape.idctl?.ownership ?? {}, config.ownership, report)
  const fields = fieldsOf(leaves, ownership, report)
  const credentialsNode = memberOf(merged, 'credentials')?.value
  const credentials = credentialsNode && readCredentials(credentialsNode, place, report)
  if (!leaves.has('/schema_id')) {
    const hint = 'set it here, in _defaults.yaml or in idctl.yaml'
    report({ severity: 'error', code: 'IDC215', summary: 'this identity has no schema_id', hint, at: own.at })
    return undefined
  }
  if (someNode(merged, ({ kind }) => kind === 'broken')) return undefined
  const { idctl, verifiable_addresses, recovery_addresses } = shape
  return {
    ...(idctl?.key !== undefined && { givenKey: idctl.key }),
    previously: idctl?.previously ?? [],
    ...(idctl?.protect !== undefined && { protect: idctl.protect }),
    origin: own.at,
    soleDocument: sole,
    fields,
    ownership,
    ...(credentials && { credentials }),
    ...(verifiable_addresses && { verifiable_addresses }),
    ...(recovery_addresses && { recovery_addresses }),
  }
}

function refuseMark(document: Located, report: Report): void {
  const mark = memberOf(memberOf(document, 'metadata_admin')?.value, 'idctl')
  if (mark === undefined) return
  report({
    severity: 'error',
    code: 'IDC216',
    summary: 'metadata_admin.idctl is the mark that idctl itself writes',
    hint: 'leave it out; settings for idctl stand below idctl at the top of the document',
    at: mark.at,
  })
}

/** The key is shown everywhere, and without `idctl.key` it is the external_id. */
function refuseHiddenKey(document: Located, report: Report): void {
  const externalId = memberOf(document, 'external_id')?.value
  if (externalId?.kind !== 'scalar' || !externalId.fromReference) return
  if (memberOf(memberOf(document, 'idctl')?.value, 'key') !== undefined) return
  report({
    severity: 'error',
    code: 'IDC306',
    summary: 'an external_id from a reference would be shown as the key of the identity',
    hint: 'add idctl: { key: … }',
    at: externalId.at,
  })
}

/** Marks a diagnostic whose line shows something of credentials, whatever it is about. */
function hideSecretLine(diagnostic: Diagnostic, secretLines: ReadonlyMap<string, ReadonlySet<number>>): Diagnostic {
  const { at } = diagnostic
  const isSecret = at !== undefined && secretLines.get(at.file)?.has(at.line) === true
  return isSecret ? { ...diagnostic, secret: true } : diagnostic
}
