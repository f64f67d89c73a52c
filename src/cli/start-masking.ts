import { readPrivacyKey } from '../records/private-files/privacy-key.ts'
import { createMasking } from '../render/masking/masking.ts'
import type { CliContext } from './context.ts'
import type { Output } from './output.ts'

/** Reads the privacy key for `--mask`, or creates it and says so. Throws `IdctlError` when it can do neither. */
export async function startMasking(root: string, context: CliContext, output: Output): Promise<void> {
  const { bytes, isNew } = await readPrivacyKey(root, context.env)
  output.startMasking(createMasking(bytes))
  if (!isNew) return
  output.talk(
    `A new privacy key is in .idctl/privacy.key: the same people have the same pseudonyms only where it is used. In pipelines set IDCTL_PRIVACY_KEY.`,
  )
}
