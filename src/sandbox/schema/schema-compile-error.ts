/**
 * The schema cannot be compiled: an unknown draft, a bad pattern, a broken reference, an unknown extension member. Kratos starts
 * with such a schema (unless the start-up rules refuse it) and answers every write that uses it by a 500.
 */
export class SchemaCompileError extends Error {
  override readonly name = 'SchemaCompileError'
}
