import { badRequest, badRequestMessage, plainError } from '../errors.ts'
import { decode, type Shape } from '../go/decode.ts'
import { GoJsonError } from '../go/json-error.ts'
import { parseFirstValue } from '../go/scan-json.ts'
import type { ApiRequest } from './exchange.ts'

const tooLarge = 'http: request body too large'

/** Body of create and batch: unknown members are errors. `problem` turns Go's text into the endpoint's error. */
export function readStrict<T extends object>(
  request: ApiRequest,
  shape: Shape<T>,
  problem: (message: string) => Error,
): Partial<T> {
  if (request.body === undefined) throw problem(tooLarge)
  return decodeBody(request.body, shape, { strict: true }, problem)
}

export const createProblem = badRequestMessage

/** The batch endpoint sends a 400 whose body says 500 (API reference §1.4). */
export function batchProblem(message: string): Error {
  return plainError(message, 400)
}

/**
 * Body of PUT and recovery: needs a JSON content type and must not be empty; unknown members are ignored (API reference §1.2).
 */
export function readDeclared<T extends object>(request: ApiRequest, shape: Shape<T>): Partial<T> {
  if (request.body?.length === 0 && !request.chunked) {
    throw badRequest('Unable to decode HTTP Request Body because its HTTP Header "Content-Length" is zero.')
  }
  const contentType = request.headers.get('Content-Type') ?? ''
  if (mediaType(contentType) !== 'application/json') {
    const header = `HTTP Header "Content-Type: ${contentType}"`
    throw badRequest(`HTTP ${request.method} Request used unknown ${header}, only [application/json] are supported.`)
  }
  if (request.body === undefined) throw badRequest(`Unable to read HTTP POST body: ${tooLarge}`)
  const problem = (message: string): Error => badRequest(`Unable to decode JSON payload: ${message}`)
  return decodeBody(request.body, shape, { strict: false }, problem)
}

/** Body of the JSON Patch as text: Kratos parses it only after it has found the identity. */
export function readText(request: ApiRequest): string {
  if (request.body === undefined) throw plainError(tooLarge)
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(request.body)
}

function decodeBody<T extends object>(
  bytes: Uint8Array,
  shape: Shape<T>,
  options: { strict: boolean },
  problem: (message: string) => Error,
): Partial<T> {
  try {
    return decode(parseFirstValue(bytes), shape, options) ?? {}
  } catch (error) {
    if (error instanceof GoJsonError) throw problem(error.message)
    throw error
  }
}

function mediaType(header: string): string {
  return (header.split(';')[0] ?? '').trim().toLowerCase()
}
