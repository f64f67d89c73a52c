/** Configuration of the emulated server, by the names that the recorded transcripts use. */
export interface SandboxSettings {
  /** Schema of a create without `schema_id`. Default: the only schema, else `default`. */
  readonly default_schema_id?: string
  /** `POST /admin/recovery/code`. Default true. */
  readonly code_enabled?: boolean
  /** `POST /admin/recovery/link`. Default true (a Kratos of one's own has it off). */
  readonly link_enabled?: boolean
  /** The recovery flow; the admin endpoints do not look at it (API reference §11). Default true. */
  readonly recovery_enabled?: boolean
  /** Sign-in by code counts as a first factor. Default false. */
  readonly passwordless?: boolean
  /** Cost of the bcrypt hashes made from plain text. Default 4, the smallest: it is a sandbox. */
  readonly bcrypt_cost?: number
}

/** Throws nothing: an unknown default schema is Kratos' 400 at the first create without `schema_id`. */
export function completeSettings(given: SandboxSettings, schemaIds: readonly string[]): Required<SandboxSettings> {
  const onlySchema = schemaIds.length === 1 ? schemaIds[0] : undefined
  return {
    default_schema_id: given.default_schema_id ?? onlySchema ?? 'default',
    code_enabled: given.code_enabled ?? true,
    link_enabled: given.link_enabled ?? true,
    recovery_enabled: given.recovery_enabled ?? true,
    passwordless: given.passwordless ?? false,
    bcrypt_cost: given.bcrypt_cost ?? 4,
  }
}
