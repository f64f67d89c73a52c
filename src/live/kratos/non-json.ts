import type { Answer } from './reply.ts'

/** The JSON of an answer; `undefined` when it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Describes an answer that should have been JSON. */
export function describeNonJson(answer: Answer): string {
  if (answer.text().trim() === '') return `HTTP ${answer.status} with an empty body instead of JSON`
  if (/^\s*(<!doctype|<html|<a )/i.test(answer.text())) return `HTTP ${answer.status} with an HTML page instead of JSON`
  return `HTTP ${answer.status} with a body that is not complete JSON`
}
