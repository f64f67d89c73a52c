type Variables = Readonly<Record<string, string>>

/**
 * Whether an expression of `rules:if` holds: comparisons of variables and texts with `==` and `!=`, or variables alone, with `&&` between
 * them.
 * @throws Error on all other expressions
 */
export function holds(expression: string, variables: Variables): boolean {
  return expression.split(' && ').every((term) => {
    const [left = '', operator, right, ...rest] = term.split(' ')
    if (rest.length > 0) throw new Error(`not understood: ${term}`)
    if (operator === undefined) return (operandOf(left, variables) ?? '') !== ''
    if ((operator !== '==' && operator !== '!=') || right === undefined) throw new Error(`not understood: ${term}`)
    return (operandOf(left, variables) === operandOf(right, variables)) === (operator === '==')
  })
}

function operandOf(word: string, variables: Variables): string | undefined {
  const [, variable, text] = /^(?:\$(\w+)|"([^"$]*)")$/.exec(word) ?? []
  if (variable !== undefined) return variables[variable]
  if (text === undefined) throw new Error(`neither a variable nor a text: ${word}`)
  return text
}
