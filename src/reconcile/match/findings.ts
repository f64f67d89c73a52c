import type { Mark } from '../../model/identity.ts'
import { keyCommand, shellWord } from '../../model/shell-word.ts'
import type { Account } from './account.ts'
import type { MatchedDocument } from './document.ts'
import type { Finding } from './table.ts'

/** The parts of an account that texts need: its id and the key in its mark. */
export type Named = { readonly live: Pick<Account['live'], 'id'>; readonly mark?: Pick<Mark, 'key'> }

/** Texts that say why a document and an account are not matched. */

export function twoAccounts(what: string, accounts: readonly Named[]): Finding {
  return {
    code: 'IDC502',
    blocked: 'contested',
    why: `${what} ${accounts.length} live identities: ${listOf(accounts)}`,
    hint: 'idctl never picks: say which one it is with idctl.key and one `previously` line, or with its external_id',
  }
}

export function claimedTwice(documents: readonly MatchedDocument[], account: Named): Finding {
  const keys = documents.map(({ desired }) => `"${desired.key}"`).join(', ')
  return {
    code: 'IDC503',
    blocked: 'contested',
    why: `live identity ${account.live.id} is claimed by ${documents.length} documents: ${keys}`,
    hint: `give the right document an idctl.key, and idctl.previously with ${nameOf(account)}; in the others, change the value that claims the account`,
  }
}

export function foreignAccount(document: MatchedDocument, account: Account): Finding {
  const owner = account.live.mark.kind === 'mark' ? `workspace "${account.live.mark.mark.workspace}"` : 'another idctl'
  return {
    code: 'IDC504',
    blocked: 'foreign',
    why: `it claims live identity ${account.live.id}, but ${owner} manages it`,
    hint: `release it there, or take it with --take-over=${shellWord(document.desired.key)}`,
  }
}

export function contradiction(accounts: readonly Named[]): Finding {
  return {
    code: 'IDC506',
    blocked: 'contested',
    why: `address, file and names point to different live identities: ${listOf(accounts)}`,
    hint: 'say whose document it is: add an idctl.key, and idctl.previously with the key of the right one',
  }
}

function sameOrOther(account: Named, key = 'idctl.key'): string {
  return `if it is the same person, add ${key}, and idctl.previously with ${nameOf(account)}; if it is somebody else, \`idctl release --id ${account.live.id}\``
}

export function changedName(accounts: readonly Named[]): Finding {
  const [account] = accounts as [Named, ...Named[]]
  return {
    code: 'IDC506',
    blocked: 'contested',
    why: `address or file are those of ${listOf(accounts)}, who has changed the name since: nobody can tell whether this is the same person`,
    hint: sameOrOther(account, 'an idctl.key'),
  }
}

export function fileAgainstAddress(account: Named, owners: readonly MatchedDocument[]): Finding {
  const theirs = owners.map(keyText).join(', ')
  return {
    code: 'IDC506',
    blocked: 'contested',
    why: `its address is that of ${listOf([account])}, but that account came from the file of ${theirs}, which is still there`,
    hint: `say whose account it is: add an idctl.key, and idctl.previously with ${nameOf(account)}, to that document`,
  }
}

export function fileNotRead(account: Named, origin: string): Finding {
  return {
    code: 'IDC506',
    blocked: 'contested',
    why: `its address is that of ${listOf([account])}, which came from ${origin}, and this run reads only a part of the folder`,
    hint: `run over all documents; or, if it is the same person, add an idctl.key, and idctl.previously with ${nameOf(account)}`,
  }
}

export function lineAgainstRest(named: Named, others: readonly Named[]): Finding {
  return {
    code: 'IDC507',
    blocked: 'contested',
    why: `idctl.previously names ${nameOf(named)} (${named.live.id}), but file and names point to ${listOf(others)}`,
    hint: 'take the line out, or put the document into a file of its own if it really is that person',
  }
}

/** The account got its key by a line itself, so this line may mean an earlier holder of the key, whose file this run may not have read. */
export function lineNotRead(named: Named, origin: string): Finding {
  return {
    code: 'IDC507',
    blocked: 'contested',
    why: `idctl.previously names ${nameOf(named)} (${named.live.id}), which itself got that name by a \`previously\` line and came from ${origin}, and this run reads only a part of the folder`,
    hint: 'run over all documents; take the line out if the name was that of somebody else before',
  }
}

export function lineAgainstName(named: Named, byLine: readonly Named[]): Finding {
  return {
    code: 'IDC507',
    blocked: 'contested',
    why: `its own name is that of ${listOf([named])}, but idctl.previously names ${listOf(byLine)}`,
    hint: 'if the first one is its account, take the line out; else free the name first: rename or remove the document that had it, and apply',
  }
}

/** `own`: accounts with the name of the document; `others`: documents with the name of the account. */
export function nameAgainstRest(account: Named, own: readonly Named[], others: readonly MatchedDocument[]): Finding {
  const theirs = others.length === 0 ? '' : `, whose name is now that of ${others.map(keyText).join(', ')}`
  const its = own.length === 0 ? '' : `, while its own name is that of ${listOf(own)}`
  return {
    code: 'IDC507',
    blocked: 'contested',
    why: `address, file or names are those of ${listOf([account])}${theirs}${its}`,
    hint:
      `if it is the same person, add idctl.previously with ${nameOf(account)} to this document` +
      `${others.length === 0 || own.length > 0 ? '' : ', and apply that before somebody else gets the name'}; ` +
      'if the name is right, apply once without this change, then with it',
  }
}

export function lineUsedBefore(named: Named, users: readonly Named[]): Finding {
  return {
    code: 'IDC507',
    blocked: 'contested',
    why: `idctl.previously names ${nameOf(named)} (${named.live.id}), which already was a former key of ${listOf(users)}`,
    hint: 'take the line out if it is an old one; else name the account by its external_id',
  }
}

export function disabledBefore(accounts: readonly Named[]): Finding {
  const [account] = accounts as [Named, ...Named[]]
  return {
    code: 'IDC502',
    blocked: 'tombstone',
    why: `${listOf(accounts)} was disabled when its document left, and may be this person`,
    hint: sameOrOther(account),
  }
}

export function onlyCopies(accounts: readonly Named[]): Finding {
  return {
    code: 'IDC502',
    blocked: 'copied-mark',
    why: `its key is in a mark that was copied, or that belongs to several accounts: ${listOf(accounts)}`,
    hint: wayOut(accounts),
  }
}

export function heldSide(accounts: readonly Named[]): Finding {
  return {
    code: 'IDC502',
    blocked: 'held',
    why: `its account may be ${listOf(accounts)}, which is in question`,
    hint: 'answer the question about that account first',
  }
}

/** How the user can resolve accounts with the same mark. */
function wayOut(accounts: readonly Named[]): string {
  const ids = accounts.map(({ live }) => live.id)
  const keys = new Set(accounts.flatMap(({ mark }) => (mark ? [mark.key] : [])))
  const [key] = keys
  return `\`idctl release --id ${ids[0]}\` removes the mark from one that belongs to nobody in this folder; \`${keyCommand('adopt', key ?? 'KEY', '--id ID')}\` says which one is the right account`
}

function keyText({ desired }: MatchedDocument): string {
  return JSON.stringify(desired.key)
}

function nameOf({ mark }: Named): string {
  return mark === undefined ? 'its login identifier' : JSON.stringify(mark.key)
}

function listOf(accounts: readonly Named[]): string {
  return accounts.map(({ live, mark }) => (mark ? `"${mark.key}" (${live.id})` : live.id)).join(', ')
}
