import type { ErrorCode, YAMLError } from 'yaml'
import type { Reporter } from './report.ts'
import { mayHoldSecret } from './secrecy.ts'
import type { SourceText } from './source-text.ts'
import { straySpaceProblem } from './stray-space.ts'
import { slipIn } from './yaml-slips.ts'

/** Messages for the parser's codes that quote nothing of the file: the parser's own messages may quote a secret. */
const meanings: Record<Exclude<ErrorCode, 'MISSING_CHAR' | 'BAD_INDENT'>, readonly [summary: string, hint: string]> = {
  ALIAS_PROPS: ['an alias cannot have a tag or an anchor', 'move them to the value that it stands for'],
  BAD_ALIAS: [
    'this anchor or alias has no usable name',
    'name it with letters and digits; quote a text that starts with & or *',
  ],
  BAD_COLLECTION_TYPE: ['the tag does not fit the value', 'remove the tag'],
  BAD_DIRECTIVE: ['this directive is not known', 'remove the line that starts with %'],
  BAD_DQ_ESCAPE: ['this escape sequence is not known', 'write \\\\ for a backslash, or use single quotes'],
  BAD_PROP_ORDER: ['the tag and the anchor are in the wrong place', 'put them right before the value'],
  BAD_SCALAR_START: ['a plain text cannot start with this character', 'quote the text'],
  BLOCK_AS_IMPLICIT_KEY: [
    'a map inside a map needs its own line',
    'move it to the next line and indent it, or quote the text',
  ],
  BLOCK_IN_FLOW: ['an indented block cannot be inside brackets', 'write the inner part with { } or [ ]'],
  DUPLICATE_KEY: ['a key is here for the second time', 'keep one of the two'],
  IMPOSSIBLE: ['this cannot be read as YAML', 'check the lines above'],
  KEY_OVER_1024_CHARS: ['a key is longer than 1024 characters', 'is a colon or a quote missing?'],
  MULTILINE_IMPLICIT_KEY: ['a key spans several lines', 'is a colon missing after the key?'],
  MULTIPLE_ANCHORS: ['a value has two anchors', 'keep one'],
  MULTIPLE_DOCS: ['another document starts here', 'separate documents with ---'],
  MULTIPLE_TAGS: ['a value has two tags', 'remove them'],
  NON_STRING_KEY: ['a key must be a text', 'quote the key'],
  RESOURCE_EXHAUSTION: ['this is nested too deeply or too large to be read', 'flatten it'],
  TAB_AS_INDENT: ['a tab cannot be used to indent', 'indent with spaces'],
  TAG_RESOLVE_FAILED: ['this tag is not supported', 'write a plain value; quote dates and the like'],
  UNEXPECTED_TOKEN: ['there is something here that does not belong here', 'check brackets, quotes and indentation'],
}

/**
 * Reports the first of the syntax errors that the `yaml` package has found in one document. Its line is not shown if the file may hold
 * credentials.
 *
 * @param start Offset of the document.
 */
export function reportYamlError(
  errors: readonly [YAMLError, ...YAMLError[]],
  source: SourceText,
  report: Reporter,
  start: number,
): void {
  const [error] = errors
  const hidden = mayHoldSecret(source) && ({ secret: true } as const)
  const stray = straySpaceProblem(source, ...error.pos)
  if (stray !== undefined) return void report({ ...stray, ...hidden })
  const slip = slipIn(errors, source, start)
  const [summary, hint] = slip === undefined ? meaningOf(error) : [slip.summary, slip.hint]
  report({
    severity: 'error',
    code: error.code === 'TAG_RESOLVE_FAILED' ? 'IDC207' : 'IDC202',
    summary,
    hint,
    at: source.locate(Math.max(slip?.offset ?? error.pos[0], 0)),
    ...hidden,
  })
}

function meaningOf({ code, message }: YAMLError): readonly [summary: string, hint: string] {
  if (code !== 'MISSING_CHAR' && code !== 'BAD_INDENT') return meanings[code]
  // The package has many messages for these two codes. All are constant: none quotes the file.
  const summary = message.charAt(0).toLowerCase() + message.slice(1)
  return [summary, 'check the indentation, brackets and quotes here and in the line above']
}
