/** The `error` member of an error answer, in Kratos' member order. */
export interface ErrorBody {
  readonly id?: string
  readonly code: number
  readonly status: string
  readonly reason?: string
  readonly message: string
}

/** An error answer. `status` is the HTTP status; it differs from `body.code` where it does in Kratos. */
export class ApiError extends Error {
  readonly status: number
  readonly body: ErrorBody

  constructor(status: number, body: ErrorBody) {
    super(body.reason ?? body.message)
    this.name = 'ApiError'
    this.status = status
    this.body = body
  }
}

/** A Go panic in the handler: the connection closes without an answer. */
export class Panic extends Error {
  override readonly name = 'Panic'
}

/** Wrong use of the sandbox itself (options, state file, schemas). Never sent as an answer. */
export class SandboxError extends Error {
  /** What to do about it. */
  readonly hint: string | undefined

  constructor(message: string, { hint, ...options }: ErrorOptions & { readonly hint?: string } = {}) {
    super(message, options)
    this.name = 'SandboxError'
    this.hint = hint
  }
}

const messages = {
  badRequest: 'The request was malformed or contained invalid parameters',
  notFound: 'The requested resource could not be found',
  noRow: 'Unable to locate the resource',
  conflict: 'The resource could not be created due to a conflict',
  notUnique: 'Unable to insert or update resource because a resource with that value exists already',
  internal: 'An internal server error occurred, please contact the system administrator',
  misconfiguration: 'Invalid configuration',
} as const

export function badRequest(reason: string, message: string = messages.badRequest): ApiError {
  return new ApiError(400, { code: 400, status: 'Bad Request', reason, message })
}

/** Kratos accepts only a `return_to` URL that its configuration allows; the sandbox allows none. */
export function forbiddenReturn(url: string): ApiError {
  const reason = `Requested return_to URL "${url}" is not allowed.`
  const id = 'self_service_flow_return_to_forbidden'
  return new ApiError(400, { id, code: 400, status: 'Bad Request', reason, message: messages.badRequest })
}

/** A 400 with the problem in `message` and without `reason`. */
export function badRequestMessage(message: string): ApiError {
  return new ApiError(400, { code: 400, status: 'Bad Request', message })
}

/** The text of Ory Network's gateway; Kratos itself does not check API keys. */
export function unauthorized(): ApiError {
  return new ApiError(401, { code: 401, status: 'Unauthorized', message: 'Access credentials are invalid' })
}

export function notFound(reason: string): ApiError {
  return new ApiError(404, { code: 404, status: 'Not Found', reason, message: messages.notFound })
}

/** The 404 of Kratos' database layer for a missing row. */
export function noRow(reason?: string): ApiError {
  const why = reason === undefined ? {} : { reason }
  return new ApiError(404, { code: 404, status: 'Not Found', ...why, message: messages.noRow })
}

export function conflict(reason: string): ApiError {
  return new ApiError(409, { code: 409, status: 'Conflict', reason, message: messages.conflict })
}

/** The 409 of Kratos' database layer for a violated unique index. */
export function notUnique(): ApiError {
  return new ApiError(409, { code: 409, status: 'Conflict', message: messages.notUnique })
}

export function internal(reason: string): ApiError {
  return new ApiError(500, { code: 500, status: 'Internal Server Error', reason, message: messages.internal })
}

export function misconfiguration(reason: string): ApiError {
  const id = 'invalid_configuration'
  return new ApiError(500, {
    id,
    code: 500,
    status: 'Internal Server Error',
    reason,
    message: messages.misconfiguration,
  })
}

/** An error that has no status in Kratos: `code` is 500 even when the HTTP status is another. */
export function plainError(message: string, status = 500): ApiError {
  return new ApiError(status, { code: 500, status: 'Internal Server Error', message })
}
