/** Configuration of the emulated server; the names are those in the recorded transcripts. */
export interface SandboxSettings {
  /** Schema of a create without `schema_id`. Default: the only schema, else `default`. */
  readonly default_schema_id?: string
  /** Enables `POST /admin/recovery/code`. Default true. */
  readonly code_enabled?: boolean
  /** Enables `POST /admin/recovery/link`. Default true (a self-hosted Kratos has it off by default). */
  readonly link_enabled?: boolean
  /** Enables the recovery flow; the admin endpoints ignore it (API reference §11). Default true. */
  readonly recovery_enabled?: boolean
  /** Sign-in by code counts as a first factor. Default false. */
  readonly passwordless?: boolean
  /** Cost of bcrypt hashes of plain passwords. Default 4, the smallest, because sandbox passwords protect nothing. */
  readonly bcrypt_cost?: number
}

/** Never throws: with an unknown default schema, Kratos answers the first create without `schema_id` by a 400. */
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
