import type { LiveIdentity } from '../model/identity.ts'

/** Passes the pages on, and reports after each how many identities have been read so far. */
export async function* reportProgress(
  pages: AsyncIterable<readonly LiveIdentity[]>,
  onRead: ((identities: number) => void) | undefined,
): AsyncGenerator<readonly LiveIdentity[]> {
  let identities = 0
  for await (const page of pages) {
    identities += page.length
    onRead?.(identities)
    yield page
  }
}
