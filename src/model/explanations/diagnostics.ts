import type { diagnosticCodes } from '../codes.ts'
import { documentExplanations } from './documents.ts'
import type { ExplainedDiagnostic } from './explanation.ts'
import { exportExplanations } from './export.ts'
import { fileExplanations } from './files.ts'
import { configurationExplanations } from './idctl-yaml.ts'
import { matchingExplanations } from './matching.ts'
import { operationExplanations } from './operations.ts'
import { ruleExplanations } from './rules.ts'
import { schemaExplanations } from './schemas.ts'
import { unseenExplanations } from './unseen.ts'

/** A code without an explanation does not compile. */
export const diagnosticExplanations: Readonly<Record<keyof typeof diagnosticCodes, ExplainedDiagnostic>> = {
  ...configurationExplanations,
  ...fileExplanations,
  ...documentExplanations,
  ...unseenExplanations,
  ...ruleExplanations,
  ...schemaExplanations,
  ...matchingExplanations,
  ...operationExplanations,
  ...exportExplanations,
}
