/**
 * The schema cannot be used: an unknown draft, a bad pattern, a reference to nowhere, an unknown extension member.
 * Kratos starts with such a schema (unless the start-up rules refuse it) and answers every write with it by a 500.
 */
export class SchemaCompileError extends Error {
  override readonly name = 'SchemaCompileError'
}
