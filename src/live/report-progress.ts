import type { LiveIdentity } from '../model/identity.ts'
import { eachPage } from '../model/pages.ts'

/** Passes the pages on, and reports after each how many identities have been read so far. */
export function reportProgress(
  pages: AsyncIterable<readonly LiveIdentity[]>,
  onRead: ((identities: number) => void) | undefined,
): AsyncIterable<readonly LiveIdentity[]> {
  let identities = 0
  return eachPage(pages, (page) => {
    identities += page.length
    onRead?.(identities)
    return page
  })
}
