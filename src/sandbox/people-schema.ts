import type { PlainJsonObject } from './json.ts'

/** An identity schema for people who have an `email`, and perhaps `others`; nothing else may stand in their traits. */
export function peopleSchema(email: PlainJsonObject, others: PlainJsonObject = {}): PlainJsonObject {
  const traits = {
    type: 'object',
    properties: { email: { type: 'string', format: 'email', ...email }, ...others },
    required: ['email'],
    additionalProperties: false,
  }
  return { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object', properties: { traits } }
}
