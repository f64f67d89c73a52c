import type { Config } from '../../config/types.ts'
import type { IdentitySchemaSet } from '../../identity-schema/identity-schema.ts'
import { type Located, type LocatedMap, type LocatedMember, memberOf } from '../../source/located.ts'
import type { Judge } from '../../source/misspelt.ts'
import type { Reporter } from '../../source/report.ts'
import type { Lines } from '../../source/secrecy.ts'
import { checkDocument } from '../document/document.ts'
import { personalMembers } from '../document/personal-members.ts'
import { judgeWithSchemas } from '../judge/judge-traits.ts'
import { type Substitution, substitute } from '../references/substitute.ts'
import { inheritedDefaults } from './defaults.ts'
import { readDocuments, type TextOptions } from './read-file.ts'
import type { WalkedFolder } from './walk.ts'

/** What a document inherits in one identities folder, by its path; each `_defaults.yaml` is read once, when it is needed. */
export function defaultsIn(
  config: Config,
  { top, defaults }: Pick<WalkedFolder, 'top' | 'defaults'>,
  context: Substitution,
  secretLines: Map<string, Lines>,
  { schemas, ...options }: TextOptions & { readonly schemas: () => IdentitySchemaSet },
): (file: string) => Located | undefined {
  return inheritedDefaults(new Set([top, ...config.wholeFolders]), (path) => {
    const file = defaults.get(path)
    if (file === undefined) return undefined
    const judge = judgeWithSchemas(schemas, () => config.schema_id)
    return readDefaults(config, file, context, secretLines, { ...options, judge })
  })
}

/**
 * Reads one `_defaults.yaml`: a single map without anything that belongs to one person. Its mistakes are reported here,
 * so that they are seen even if no document inherits it. Keys that are not allowed in it are left out.
 */
function readDefaults(
  config: Config,
  file: string,
  context: Substitution,
  secretLines: Map<string, Lines>,
  options: TextOptions & { readonly judge: Judge },
): Located | undefined {
  const { report } = context
  let silent = true
  const reportAndNote: Reporter = (diagnostic) => {
    silent = false
    report(diagnostic)
  }
  const read = readDocuments(config.root, file, reportAndNote, { ...options, sensitive: config.sensitive })
  secretLines.set(file, read.secretLines)
  const [defaults, second] = read.documents
  if (second !== undefined)
    refuse(report, second, 'a _defaults.yaml must have only one document', 'merge them into one')
  if (defaults === undefined && silent) {
    const hint = 'put its lines back, or delete it'
    const at = { file, line: 1, column: 1 }
    report({ severity: 'warning', code: 'IDC225', summary: 'this file contains no defaults', hint, at, secret: true })
  }
  if (defaults === undefined || defaults.kind === 'broken') return undefined
  if (defaults.kind !== 'map') {
    refuse(report, defaults, 'a _defaults.yaml must be a map', 'write traits: and the other fields as keys')
    return undefined
  }
  const kept = withoutPersonal(defaults, report)
  checkDocument(substitute(kept, context), report)
  return kept
}

function withoutPersonal(defaults: LocatedMap, report: Reporter): LocatedMap {
  const members = new Map<string, LocatedMember>(defaults.members)
  for (const key of personalMembers.document) drop(members, key, key, report)
  const idctl = memberOf(defaults, 'idctl')
  if (idctl?.value.kind === 'map') {
    const own = new Map(idctl.value.members)
    for (const key of personalMembers.idctl) drop(own, key, `idctl.${key}`, report)
    members.set('idctl', { at: idctl.at, value: { ...idctl.value, members: own } })
  }
  return { ...defaults, members }
}

function drop(members: Map<string, LocatedMember>, key: string, name: string, report: Reporter): void {
  const member = members.get(key)
  if (member === undefined) return
  members.delete(key)
  refuse(
    report,
    member,
    `${name} is not allowed in _defaults.yaml`,
    'it belongs to one identity: move it to a document',
  )
}

function refuse(report: Reporter, { at }: Pick<Located, 'at'>, summary: string, hint: string): void {
  report({ severity: 'error', code: 'IDC219', summary, hint, at })
}
