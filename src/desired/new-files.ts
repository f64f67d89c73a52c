import type { Config } from '../config/types.ts'
import type { IdentitySchemaSet } from '../identity-schema/identity-schema.ts'
import type { Diagnostic } from '../model/diagnostic.ts'
import { isInFolder } from '../model/folder-path.ts'
import type { DesiredDocument } from '../model/identity.ts'
import type { Json } from '../model/json.ts'
import type { Variables } from '../model/variables.ts'
import { type Located, toJson } from '../source/located.ts'
import { sourceText } from '../source/source-text.ts'
import { parseDocument } from './document/parse-document.ts'
import { defaultsIn } from './files/defaults-file.ts'
import { documentsIn } from './files/read-file.ts'
import { isReadBelow, walkFolder } from './files/walk.ts'
import { judgeWithSchemas } from './judge/judge-traits.ts'
import { referenceReader } from './references/reference-values.ts'
import type { Substitution } from './references/substitute.ts'

/** A text as the folder would have it. */
export interface NewFile {
  /** Each as written, references and escapes untouched, before anything is inherited. */
  readonly written: readonly Json[]
  readonly documents: readonly DesiredDocument[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The identities folder in which a file at this path would be read; paths are relative to the folder of idctl.yaml. */
export function folderReading({ identities }: Pick<Config, 'identities'>, file: string): string | undefined {
  return identities.find((folder) => {
    const below = folder === '.' ? file : file.slice(folder.length + 1)
    return isInFolder(file, folder) && isReadBelow(below)
  })
}

/**
 * Reads texts of files that are not there yet as a plan would read the files, with the defaults of their folders. A file
 * outside the identities folders inherits nothing.
 */
export function newFileReader(
  config: Config,
  options: { readonly variables: Variables; readonly schemas: IdentitySchemaSet },
): (file: string, text: string) => NewFile {
  const schemas = () => options.schemas
  const read = referenceReader(config, options.variables)
  const found: Diagnostic[] = []
  const context: Substitution = { read, resolveSecrets: false, report: (diagnostic) => found.push(diagnostic) }
  const inherited = new Map<string, (file: string) => Located | undefined>()
  const inheritedOf = (file: string): Located | undefined => {
    const folder = folderReading(config, file)
    if (folder === undefined) return undefined
    const known = inherited.get(folder)
    if (known !== undefined) return known(file)
    const walked = walkFolder(config, folder, () => undefined)
    const quiet: Substitution = { ...context, report: () => undefined }
    const made = defaultsIn(config, walked, quiet, new Map(), { schemas })
    inherited.set(folder, made)
    return made(file)
  }
  return (file, text) => {
    found.length = 0
    const judge = judgeWithSchemas(schemas, () => config.schema_id)
    const { documents: nodes } = documentsIn(sourceText(file, text), context.report, judge)
    const sole = nodes.length === 1
    const documents = nodes.flatMap((node, index) => {
      const place = (pointer: string) => (sole ? `${file}#${pointer}` : `${file}#${index}:${pointer}`)
      return parseDocument(node, inheritedOf(file), { config, context, sole, place }) ?? []
    })
    return { written: nodes.map(toJson), documents, diagnostics: [...found] }
  }
}
