import { tmpdir } from 'node:os'
import { told } from '../model/told.ts'
import type { PlanPlace } from '../records/planfile/lines.ts'
import { mebibyte } from '../source/regular-file.ts'
import { textOfFlag } from './text-of-flag.ts'

/** Calls `use` with the plan file, or with a decrypted copy that lasts as long as the call. */
export async function withPlanFile<T>(
  path: string,
  keyFile: string | undefined,
  use: (place: PlanPlace) => Promise<T>,
): Promise<T> {
  if (keyFile === undefined) return use(path)
  const { decryptPlan } = await import('../records/planfile/encryption.ts')
  const hint = told`name a file with a secret key of age, as age-keygen writes it`
  const handle = await decryptPlan(path, textOfFlag('--decrypt-with', keyFile, mebibyte, hint), tmpdir())
  try {
    return await use(handle)
  } finally {
    await handle.close()
  }
}
