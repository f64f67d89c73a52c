import type { Config } from '../../config/types.ts'
import { type CalendarDay, isFarAway, longestYears } from '../../model/calendar-day.ts'
import type { DesiredDocument } from '../../model/identity.ts'
import type { JsonPointer } from '../../model/json.ts'
import { present } from '../../model/present.ts'
import {
  type Again,
  hasLongPaths,
  isLargerThan,
  type Located,
  type LocatedMap,
  memberOf,
  someNode,
  surveyOf,
} from '../../source/located.ts'
import { mergeLocated } from '../../source/merge-located.ts'
import { longestPaths, longestText, tooLarge, tooLongPaths } from '../../source/node-rules.ts'
import type { Reporter } from '../../source/report.ts'
import { toInvitation } from '../../source/written-invitation.ts'
import { knownText, type Substitution, substitute } from '../references/substitute.ts'
import { locateAddresses, verifiedFields, verifiedPlaces } from './addresses.ts'
import { readCredentials } from './credentials.ts'
import { checkDocument, type DocumentEnvelope } from './document.ts'
import { leavesOf, traitLeaves } from './fields.ts'
import { withMeantKeys } from './meant-keys.ts'
import { fieldsOf, ownershipOf, ownershipPlaces } from './ownership.ts'
import { KeptPlaces, SoughtPlaces } from './places.ts'
import { spacesInNaming } from './spaces.ts'
import { straysOf } from './stray-traits.ts'
import { unseenInNaming } from './unseen.ts'

export interface DocumentContext {
  readonly config: Config
  readonly context: Substitution
  /** It is the only document of its file. */
  readonly sole: boolean
  /** The `from` of a literal secret at a pointer of this document. */
  readonly place: (pointer: string) => string
  /** Absent: the tree cannot be read again by itself. */
  readonly again?: Again | undefined
  /** Absent: days that are too far away are not reported. */
  readonly today?: CalendarDay | undefined
}

/**
 * Turns one tree of a file into a document: defaults merged, references replaced, checked, flattened to leaves.
 * Mistakes are reported. `undefined` if the rest would only cause false errors (a broken value, no schema_id, no map).
 */
export function parseDocument(
  own: Located,
  inherited: Located | undefined,
  { config, context, sole, place, again, today }: DocumentContext,
): DesiredDocument | undefined {
  const { report } = context
  if (own.kind !== 'map') {
    if (own.kind === 'broken') return undefined
    const hint = 'write traits: and the other fields as keys'
    report({ severity: 'error', code: 'IDC213', summary: 'an identity must be a map', hint, at: own.at })
    return undefined
  }
  const sides = [own, ...(inherited === undefined ? [] : [inherited])].map((written) => ({
    written,
    meant: withMeantKeys(written),
  }))
  const [ownMeant = own, inheritedMeant] = sides.map(({ meant }) => meant)
  const asWritten = mergeLocated(inheritedMeant, ownMeant)
  const survey = surveyOf(asWritten, { text: longestText, paths: longestPaths })
  const isAsWritten = survey.isWithin && !survey.hasTemplate
  const merged = isAsWritten ? asWritten : substitute(asWritten, context)
  // Aliases, defaults and references can expand to more than fits into memory: such a document is not processed
  // further.
  if (!isAsWritten && isLargerThan(merged, longestText)) {
    report(tooLarge('this document', own.at))
    return undefined
  }
  if (!isAsWritten && hasLongPaths(merged, longestPaths)) {
    report(tooLongPaths(own.at))
    return undefined
  }
  for (const { written, meant } of sides) {
    if (meant !== written) checkDocument(written, (problem) => problem.code === 'IDC212' && report(problem))
  }
  const shape = checkDocument(merged, report)
  if (shape === undefined || merged.kind !== 'map') return undefined
  refuseMark(merged, report)
  refuseHiddenKey(merged, report)
  if (!isAsWritten || survey.hasUnseen) {
    unseenInNaming(merged, report)
    spacesInNaming(merged, report)
  }
  const leaves = leavesOf(merged, (key) => Object.hasOwn(shape, key))
  const isWritten = merged.members.has('schema_id')
  if (!isWritten && config.schema_id !== undefined) {
    leaves.set('/schema_id', { kind: 'scalar', value: config.schema_id, at: own.at })
  }
  const ownership = ownershipOf(merged, shape.idctl?.ownership, config.ownership, report)
  const fields = fieldsOf(leaves, ownership, report)
  const credentialsNode = memberOf(merged, 'credentials')?.value
  const secrets = { placeOf: place, valueOf: (text: string) => knownText(text, context.read) }
  const read = credentialsNode && readCredentials(credentialsNode, secrets, report)
  if (!leaves.has('/schema_id') && !isWritten) {
    const hint = 'set it here, in _defaults.yaml or in idctl.yaml'
    report({ severity: 'error', code: 'IDC215', summary: 'this identity has no schema_id', hint, at: own.at })
  }
  if (!leaves.has('/schema_id')) return undefined
  if (isAsWritten ? survey.isBroken : someNode(merged, ({ kind }) => kind === 'broken')) return undefined
  const found = straysOf(ownMeant.kind === 'map' ? ownMeant : own, merged, ownership)
  // The traits were refused as a whole: nothing that they lack is reported.
  if (merged.members.has('traits') && shape.traits === undefined && found.strays?.empty === undefined) return undefined
  const isUsual = !notUsual.some((key) => merged.members.has(key))
  if (isUsual && found.strays === undefined && config.on_create === undefined) {
    const isAgain = again !== undefined && isAsWritten && ownMeant === own && inheritedMeant === inherited
    const places = isAgain ? new SoughtPlaces(again, inherited, own.at) : new KeptPlaces(leaves)
    return { previously: nobody, origin: own.at, soleDocument: sole, fields, ownership, places }
  }
  const { idctl } = shape
  refuseEmptyDay(merged, report)
  const expires = expiry(merged, shape)
  refuseFarDay(expires, today, report)
  const addressesIn = (list: 'verifiable_addresses' | 'recovery_addresses') =>
    shape[list] && locateAddresses(merged, list, shape[list], report)
  const verifiable = addressesIn('verifiable_addresses')
  const recovery = addressesIn('recovery_addresses')
  return {
    // Copies come last: objects that begin with one each get a hidden class of their own.
    previously: idctl?.previously ?? nobody,
    origin: own.at,
    soleDocument: sole,
    fields: verifiable === undefined ? fields : { ...fields, ...verifiedFields(verifiable) },
    ownership,
    places: new KeptPlaces(withStrays(leaves, merged, found), verifiable && verifiedPlaces(verifiable)),
    ...present({ givenKey: idctl?.key, protect: idctl?.protect }),
    ...namePlaces(merged),
    ...found,
    ...ownershipPlaces(merged, idctl?.ownership ?? {}),
    ...onCreate(shape, config),
    ...expires,
    ...present({
      credentials: read?.credentials,
      credentialPlaces: read?.places,
      linkPlaces: read?.linkPlaces,
      credentialsVersion: idctl?.credentials_version,
      verifiable_addresses: verifiable,
      recovery_addresses: recovery,
    }),
    ...keepVerified(merged, idctl?.keep_verified),
  }
}

/** With the leaves that unknown keys give if they turn out to be traits. */
function withStrays(
  leaves: ReadonlyMap<JsonPointer, Located>,
  document: LocatedMap,
  { strays }: Pick<DesiredDocument, 'strays'>,
): ReadonlyMap<JsonPointer, Located> {
  if (strays === undefined) return leaves
  const stray = strays.keys.flatMap(({ key }) => {
    const value = memberOf(document, key)?.value
    return value === undefined ? [] : [...traitLeaves(key, value)]
  })
  return new Map([...stray, ...leaves])
}

/** Shared by all documents without `idctl.previously`. */
const nobody: readonly string[] = []

/** Members without which a document has none of the optional parts, unless idctl.yaml gives it one. */
const notUsual = ['idctl', 'credentials', 'verifiable_addresses', 'recovery_addresses']

function namePlaces(document: Located): Pick<DesiredDocument, 'namePlaces'> {
  const own = memberOf(document, 'idctl')?.value
  const key = memberOf(own, 'key')?.value.at
  const lines = memberOf(own, 'previously')?.value
  const previously = lines?.kind === 'list' ? lines.items.map(({ at }) => at) : []
  return key === undefined && previously.length === 0 ? {} : { namePlaces: { ...present({ key }), previously } }
}

function keepVerified(document: Located, value: boolean | undefined): Pick<DesiredDocument, 'keepVerified'> {
  const at = memberOf(memberOf(document, 'idctl')?.value, 'keep_verified')?.at
  return value === true && at !== undefined ? { keepVerified: at } : {}
}

/** `null` in a document overrides idctl.yaml. */
function onCreate({ idctl }: DocumentEnvelope, config: Config): Pick<DesiredDocument, 'onCreate'> {
  const invitation = idctl?.on_create === undefined ? config.on_create : toInvitation(idctl.on_create)
  return present({ onCreate: invitation })
}

/** `null` in a document overrides `_defaults.yaml`. */
function expiry(document: Located, { idctl }: DocumentEnvelope): Pick<DesiredDocument, 'expires'> {
  const at = memberOf(memberOf(document, 'idctl')?.value, 'expires')?.value.at
  return typeof idctl?.expires === 'string' && at !== undefined ? { expires: { on: idctl.expires, at } } : {}
}

/** An empty `expires` may be a forgotten day: the person would never expire. */
function refuseEmptyDay(document: Located, report: Reporter): void {
  const value = memberOf(memberOf(document, 'idctl')?.value, 'expires')?.value
  if (value?.kind !== 'scalar' || value.isEmpty !== true) return
  report({
    severity: 'error',
    code: 'IDC213',
    summary: '`idctl.expires` is empty',
    hint: 'write a day like 2027-01-31, or null if the person stays',
    at: value.at,
  })
}

function refuseFarDay(
  { expires }: Pick<DesiredDocument, 'expires'>,
  today: CalendarDay | undefined,
  report: Reporter,
): void {
  if (expires === undefined || today === undefined || !isFarAway(expires.on, today)) return
  report({
    severity: 'error',
    code: 'IDC213',
    summary: `\`idctl.expires\` must be at most ${longestYears} years away`,
    hint: `leave it out if the person stays; by the clock of this machine, today is ${today}`,
    at: expires.at,
  })
}

function refuseMark(document: Located, report: Reporter): void {
  const mark = memberOf(memberOf(document, 'metadata_admin')?.value, 'idctl')
  if (mark === undefined) return
  report({
    severity: 'error',
    code: 'IDC216',
    summary: 'metadata_admin.idctl is the mark that idctl itself writes',
    hint: 'leave it out; settings for idctl belong below idctl at the top of the document',
    at: mark.at,
  })
}

/** Outputs show every key, and without `idctl.key` it is the external_id. */
function refuseHiddenKey(document: Located, report: Reporter): void {
  const externalId = memberOf(document, 'external_id')?.value
  // An empty external_id is refused for being empty.
  if (externalId?.kind !== 'scalar' || !externalId.fromReference || externalId.value === '') return
  if (memberOf(memberOf(document, 'idctl')?.value, 'key') !== undefined) return
  report({
    severity: 'error',
    code: 'IDC306',
    summary: 'an external_id from a reference would be shown as the key of the identity',
    hint: 'add idctl: { key: … }',
    at: externalId.at,
  })
}
