import * as z from 'zod'
import {
  type DeletableCredentialType,
  deletableCredentialTypes,
  type LinkedCredentialType,
  linkedCredentialTypes,
} from './credential-types.ts'
import type { Digest } from './digest.ts'
import type { JsonPointer } from './json.ts'

/**
 * What a change still owes: mostly calls that follow the write. A mark stores each as one text; only this file knows its
 * format.
 */
export const todoItemSchema = z.union([
  z.literal(['revoke_sessions', 'invite']),
  z.templateLiteral(['delete_credential:', z.enum(deletableCredentialTypes)]),
  z.templateLiteral(['unlink:', z.enum(linkedCredentialTypes), ':', z.string()]),
  z.templateLiteral(['aside:', z.string()]),
  z.templateLiteral(['swap:', z.string()]),
  z.templateLiteral(['verify:', z.enum(['email', 'sms']), ':', z.string()]),
])

/** A todo as the mark stores it. */
export type TodoItem = z.infer<typeof todoItemSchema>

/** A parsed `TodoItem`. */
export type Todo =
  | { readonly kind: 'revoke_sessions' }
  /** The recovery link or code of `on_create`. */
  | { readonly kind: 'invite' }
  | CredentialTodo
  /** This leaf is absent or has a temporary value, because the person moved aside in a swap. */
  | { readonly kind: 'aside'; readonly path: JsonPointer }
  /** Digest of live after the move aside (`asideBaseOf`): tells whether the move belongs to a given change. */
  | { readonly kind: 'swap'; readonly digest: Digest }
  /** The address with this digest counts as verified: it was verified, or temporarily replaces one that was. */
  | { readonly kind: 'verify'; readonly via: 'email' | 'sms'; readonly digest: Digest }

/** A credential to delete, or the link with this digest to remove. */
export type CredentialTodo =
  | { readonly kind: 'delete_credential'; readonly type: DeletableCredentialType }
  | { readonly kind: 'unlink'; readonly type: LinkedCredentialType; readonly digest: Digest }

export function todoItem(todo: Todo): TodoItem {
  switch (todo.kind) {
    case 'delete_credential':
      return `delete_credential:${todo.type}`
    case 'unlink':
      return `unlink:${todo.type}:${todo.digest}`
    case 'aside':
      return `aside:${todo.path}`
    case 'swap':
      return `swap:${todo.digest}`
    case 'verify':
      return `verify:${todo.via}:${todo.digest}`
    default:
      return todo.kind
  }
}

export function readTodo(item: TodoItem): Todo {
  const [kind, rest] = cut(item)
  switch (kind) {
    case 'delete_credential':
      return { kind, type: rest as DeletableCredentialType }
    case 'unlink': {
      const [type, digest] = cut(rest)
      return { kind, type: type as LinkedCredentialType, digest }
    }
    case 'aside':
      return { kind, path: rest }
    case 'swap':
      return { kind, digest: rest }
    case 'verify': {
      const [via, digest] = cut(rest)
      return { kind, via: via as 'email' | 'sms', digest }
    }
    default:
      return { kind }
  }
}

function cut<Text extends string>(text: Text) {
  const at = text.indexOf(':')
  type Kind = Text extends `${infer Before}:${string}` ? Before : Text
  return at < 0 ? ([text as string as Kind, ''] as const) : ([text.slice(0, at) as Kind, text.slice(at + 1)] as const)
}
