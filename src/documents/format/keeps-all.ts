import { Lexer } from 'yaml'
import { isError } from '../../model/diagnostic.ts'
import type { Located } from '../../source/located.ts'
import { readYaml } from '../../source/read-yaml.ts'
import { sourceText } from '../../source/source-text.ts'

/** Whether two YAML texts have the same values, types and problems included, and the same comments. */
export function keepsAll(before: string, after: string): boolean {
  return readingOf(before) === readingOf(after) && commentsOf(before) === commentsOf(after)
}

/** Everything that is read, without places. */
function readingOf(text: string): string {
  const problems: string[] = []
  const { roots } = readYaml(sourceText('file.yaml', text), (diagnostic) => {
    problems.push(`${isError(diagnostic)} ${diagnostic.code}`)
  })
  return JSON.stringify([problems.sort(), roots.map(plainly)])
}

function plainly(node: Located): unknown {
  switch (node.kind) {
    case 'scalar': {
      const { value, isEmpty, unseen = {} } = node
      return [typeof value, Object.is(value, -0) ? '-0' : value, isEmpty, Object.keys(unseen).sort(), unseen.spaces]
    }
    case 'list':
      return node.items.map(plainly)
    case 'map':
      return { members: [...node.members].sort(byName).map(([key, { value }]) => [key, plainly(value)]) }
    case 'broken':
      return null
  }
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1
}

/** The lexer announces every scalar, whose lines can start with `#` as well. */
const scalarFollows = '\u001f'

function commentsOf(text: string): string {
  const comments: string[] = []
  let before = ''
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme.startsWith('#') && before !== scalarFollows) comments.push(lexeme.trimEnd())
    before = lexeme
  }
  return JSON.stringify(comments.sort())
}
