/** Body of an error answer below `error`, in the order in which Kratos writes it. */
export interface ErrorBody {
  readonly id?: string
  readonly code: number
  readonly status: string
  readonly reason?: string
  readonly message: string
}

/** An answer other than success. `status` is that of HTTP; it differs from `body.code` where Kratos' does. */
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

/** The server fails over this request in a way that only its runtime notices: the connection closes without an answer. */
export class Panic extends Error {
  override readonly name = 'Panic'
}

/** Wrong use of the sandbox itself: its options, its state file, its schemas. Never an answer. */
export class SandboxError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SandboxError'
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

/** Recovery links lead back only to addresses that the configuration allows; the sandbox allows none. */
export function forbiddenReturn(url: string): ApiError {
  const reason = `Requested return_to URL "${url}" is not allowed.`
  const id = 'self_service_flow_return_to_forbidden'
  return new ApiError(400, { id, code: 400, status: 'Bad Request', reason, message: messages.badRequest })
}

/** A 400 that says what is wrong in `message`, without a reason. */
export function badRequestMessage(message: string): ApiError {
  return new ApiError(400, { code: 400, status: 'Bad Request', message })
}

/** As Ory's gateway says it; Kratos itself asks nobody for a key. */
export function unauthorized(): ApiError {
  return new ApiError(401, { code: 401, status: 'Unauthorized', message: 'Access credentials are invalid' })
}

export function notFound(reason: string): ApiError {
  return new ApiError(404, { code: 404, status: 'Not Found', reason, message: messages.notFound })
}

/** What Kratos' database layer says about a missing row. */
export function noRow(reason?: string): ApiError {
  const why = reason === undefined ? {} : { reason }
  return new ApiError(404, { code: 404, status: 'Not Found', ...why, message: messages.noRow })
}

export function conflict(reason: string): ApiError {
  return new ApiError(409, { code: 409, status: 'Conflict', reason, message: messages.conflict })
}

/** What Kratos' database layer says about a unique index. */
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

/** An error without a status of its own: `code` is 500 even where the answer is sent as something else. */
export function plainError(message: string, status = 500): ApiError {
  return new ApiError(status, { code: 500, status: 'Internal Server Error', message })
}
