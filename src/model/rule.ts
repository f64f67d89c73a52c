import type { SourceLocation } from './diagnostic.ts'
import type { Digest } from './digest.ts'

/** What a rule is asked for: each document, each change of a plan, or once. */
export const ruleScopes = ['document', 'change', 'plan'] as const

export type RuleScope = (typeof ruleScopes)[number]

/** Whether a broken rule stops the plan, or is only said. */
export const ruleLevels = ['deny', 'warn'] as const

export type RuleLevel = (typeof ruleLevels)[number]

/** An expression of a rule. */
export interface RuleText {
  readonly text: string
  /** Where each offset of the text is in idctl.yaml. */
  readonly locate: (offset: number) => SourceLocation
}

/** A rule of idctl.yaml that is written for this environment. */
export interface Rule {
  readonly name: string
  readonly each: RuleScope
  /** The rule is asked only where this holds. */
  readonly when?: RuleText
  readonly assert: RuleText
  /** With placeholders: `{key}`, `{file}`, `{rule}`. */
  readonly message?: string
  readonly level: RuleLevel
  /** Location of its name. */
  readonly at: SourceLocation
}

/** What one rule said of a plan. */
export interface RuleVerdict {
  readonly rule: string
  readonly level: RuleLevel
  /** Over what the rule asks: a rule with another digest asks something else. */
  readonly digest: Digest
  /** How often it was broken; only warnings in a plan that exists. */
  readonly broken: number
  /** It counts over the whole folder, and only a part was read. */
  readonly skipped?: true
}
