import type { LiveIdentity } from '../model/identity.ts'

/** The same pages; tells on the way how many identities have come. */
export async function* countIdentities(
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
