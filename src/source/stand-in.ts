import type { Diagnostic } from '../model/diagnostic.ts'
import type { SourceText } from './source-text.ts'

/**
 * Recognises a file that a tool put in the place of the real one. The readers would refuse it as well, but could not
 * say why. `undefined`: it is not such a file.
 */
export function standInProblem(source: SourceText): Diagnostic | undefined {
  const { text } = source
  const problem = (summary: string, hint: string): Diagnostic => {
    return { severity: 'error', code: 'IDC227', summary, hint, at: source.locate(0), secret: true }
  }
  if (/^version https:\/\/git-lfs\.github\.com\/spec\//.test(text)) {
    return problem('this is only a pointer of Git LFS, not the file itself', '`git lfs pull` fetches the file')
  }
  const path = text.length > longestPath ? '' : text.trimEnd()
  if (/^(?:\.\.\/)*(?:\.git)?\/annex\/objects\/\S+$/.test(path)) {
    return problem('this is only a pointer of git-annex, not the file itself', '`git annex get` fetches the file')
  }
  if (/^[^\s:{}[\]"'#]+\.(?:ya?ml|json|ndjson)$/i.test(path)) {
    const hint = 'check it out again with `git config core.symlinks true`, or put the file itself here'
    return problem('this is a symbolic link that was checked out as a text file', hint)
  }
  return undefined
}

/** In characters: a longer text is not a path. */
const longestPath = 4096
