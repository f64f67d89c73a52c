/**
 * idctl as a library: what the command line does, without the command line.
 * `loadConfig` → `connect` → `computePlan` → `writePlanFile` → `applyPlanFile`.
 */

export { type AcceptOptions, acceptLive } from './accept-live.ts'
export { type ApplyOptions, applyPlanFile } from './apply-plan-file.ts'
export { type ConfigRequest, loadConfig } from './config/load.ts'
export type { Config, ServerConfig } from './config/types.ts'
export type { FileEdit } from './documents/accept/edit-file.ts'
export { writeEdit } from './documents/accept/write-edit.ts'
export { writeEdits } from './documents/export/update/write-edits.ts'
export type { ToExport } from './documents/export/work-out.ts'
export { writeFiles } from './documents/export/write-files.ts'
export { type DriftOptions, judgeDrift } from './drift/judge-drift.ts'
export { IdctlError } from './errors.ts'
export { type ExportOptions, exportLive } from './export-live.ts'
export { type Connection, connect, connectReadOnly, type ReadOnlyConnection } from './live/connect.ts'
export type { LiveSource, LiveTarget } from './live/ports.ts'
export type { Acceptance, AcceptedField } from './model/acceptance.ts'
export type { Action, Change, FieldChange } from './model/change.ts'
export type { GuardName } from './model/change-codes.ts'
export type { Diagnostic, SourceLocation } from './model/diagnostic.ts'
export type { BaselineEntry, DriftView } from './model/drift.ts'
export { type ExitName, exitCodes } from './model/exit-codes.ts'
export type { Exported, ExportedDocument, LeftOut } from './model/exported.ts'
export type { Invite, InviteSink } from './model/invite.ts'
export type { Access, Consents, NoPlan, Plan, PlanHead, Planned, PlanSummary } from './model/plan.ts'
export type { Outcome, Report } from './model/report.ts'
export type { StartedChange } from './model/run.ts'
export {
  checkDocuments,
  computePlan,
  type DocumentCheck,
  type PlanOptions,
  type ProgressEvent,
} from './pipeline.ts'
export { type Inventory, type InventoryRequest, openInventory } from './records/inventory/inventory.ts'
export { type InvitesFile, openInvitesFile } from './records/invites/open-invites-file.ts'
export { readPlan } from './records/planfile/read.ts'
export { writePlanFile } from './records/planfile/write.ts'
