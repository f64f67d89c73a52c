import type { Diagnostic } from '../model/diagnostic.ts'
import type { DesiredIdentity, IdentityKey, LiveIdentity } from '../model/identity.ts'
import type { MatchRule } from './match.ts'

const ruleWords: Readonly<Record<MatchRule, string>> = {
  mark: 'the mark',
  external_id: 'external_id',
  previously: '`previously`',
  identifier: 'a login identifier',
  origin: 'the file it came from',
}

export function markedTwice(desired: DesiredIdentity, first: LiveIdentity, second: LiveIdentity): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC501',
    summary: `two live identities carry the mark of "${desired.key}": ${first.id} and ${second.id}`,
    hint: 'decide which one is the person; release the other (`idctl release` names it by key) or delete it in Kratos',
    at: desired.origin,
  }
}

/** A copied mark: removing "the" orphan could remove somebody that idctl never made. */
export function orphanMarkedTwice(key: IdentityKey, first: LiveIdentity, second: LiveIdentity): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC501',
    summary: `two live identities carry the mark of "${key}", whose document is gone: ${first.id} and ${second.id}`,
    hint: 'one mark is a copy: remove metadata_admin.idctl from the identity that idctl did not make',
  }
}

export function ambiguousMatch(rule: MatchRule, desired: DesiredIdentity, lives: readonly LiveIdentity[]): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC502',
    summary: `"${desired.key}" matches ${lives.length} live identities by ${ruleWords[rule]}: ${lives.map(({ id }) => id).join(', ')}`,
    hint: 'idctl never picks: give the document the external_id of the right one, or set it on the live identity',
    at: desired.origin,
  }
}

export function claimedTwice(rule: MatchRule, claimants: readonly DesiredIdentity[], live: LiveIdentity): Diagnostic {
  const [first, ...others] = claimants as [DesiredIdentity, ...DesiredIdentity[]]
  return {
    severity: 'error',
    code: 'IDC503',
    summary: `live identity ${live.id} is claimed by ${claimants.length} documents through ${ruleWords[rule]}: ${claimants.map(({ key }) => `"${key}"`).join(', ')}`,
    hint: 'keep the identifier, external_id or `previously` entry in one document only',
    at: first.origin,
    related: others.map(({ origin }) => origin),
  }
}

export function foreignMatch(rule: MatchRule, desired: DesiredIdentity, live: LiveIdentity): Diagnostic {
  const owner = live.mark.kind === 'mark' ? live.mark.mark.workspace : undefined
  return {
    severity: 'error',
    code: 'IDC504',
    summary: `"${desired.key}" claims live identity ${live.id} through ${ruleWords[rule]}, but workspace ${owner === undefined ? 'of another idctl' : `"${owner}"`} manages it`,
    hint: `release it there, or take it with --take-over=${desired.key}`,
    at: desired.origin,
  }
}

export function unreadableMark(live: LiveIdentity, why: string): Diagnostic {
  return {
    severity: 'error',
    code: 'IDC505',
    summary: `metadata_admin.idctl of live identity ${live.id} is not a mark that this idctl can read: ${why}`,
    hint: 'upgrade idctl if a newer one wrote it; otherwise remove that key from metadata_admin',
  }
}
