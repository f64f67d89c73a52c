/** A capability that not every Kratos release has and that idctl depends on (API reference §15). */
export type Feature =
  /**
   * `external_id` and its lookup; older servers answer 400 to a creation and drop it from a patch (API reference §4.1,
   * §7.3).
   */
  | 'external_id'
  /** `organization_id` in a create body. */
  | 'organization_id'
  | 'import_saml'
  /** `organization` and `use_auto_link` of an oidc link. */
  | 'oidc_organization'
  | 'import_totp'
  | 'import_lookup_secret'
  | 'import_webauthn'
  | 'import_passkey'
  /** A password is a credential that can be deleted (API reference §9.2). */
  | 'delete_password'
  /** `recovery.via: sms` in an identity schema. */
  | 'recovery_sms'
  /** `organizations` in an identity schema. */
  | 'organization_matcher'
  /** Members of the Ory schema extension that no released Kratos accepts yet. */
  | 'extension_members'
  /** A patch can empty the identifiers of a credential that no trait yields any more (trap 24). */
  | 'empty_identifiers'
  /** `updated_at` moves with every write through the admin API (API reference §6.6). */
  | 'updated_at'

/** What the server of a run can do. */
export interface Abilities {
  /** As messages name it: `Kratos v1.3.1`, `Ory Network`. */
  readonly server: string
  /** Each missing feature → the first release that has it: `Kratos v25.4`. */
  readonly lacks: Readonly<Partial<Record<Feature, string>>>
  /** The most creations in one request; 1 when this server's answers to batches are not reliable. */
  readonly batchSize: number
}
