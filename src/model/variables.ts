import { environmentVariables, type VariableText } from './environment-variables.ts'

export type Variables = Readonly<Record<string, string | undefined>>

/** A variable that idctl itself reads by its name. */
export type VariableName = Exclude<keyof typeof environmentVariables, `${string}*`>

/** The value of a variable that idctl reads. */
export function variableOf(variables: Variables, name: VariableName): string | undefined {
  return valueIn(variables, name)
}

/** The value of a variable that somebody's file names; ignores what the object inherits. */
export function valueIn(variables: Variables, name: string): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined
}

/** All variables, with what is said of them. */
export const variableTexts: readonly (readonly [name: string, text: VariableText])[] =
  Object.entries(environmentVariables)

/** Documents may not refer to these: they work without being named in idctl.yaml. */
export const reservedNames: readonly string[] = variableTexts.flatMap(([name, { reserved }]) =>
  reserved ? [name] : [],
)

/** The variables that git gets; others hold API keys, and `GIT_DIR` of a hook would point to another repository. */
export function variablesForGit(variables: Variables): Record<string, string> {
  const wanted = variableTexts.flatMap(([name, { readBy }]) => (readBy === 'git' ? [name] : []))
  const names = wanted.flatMap((name) => {
    return name.endsWith('*') ? Object.keys(variables).filter((one) => one.startsWith(name.slice(0, -1))) : [name]
  })
  const given = names.flatMap((name) => {
    const value = valueIn(variables, name)
    return value === undefined ? [] : [[name, value] as const]
  })
  return Object.fromEntries(given)
}
