import type { SourceLocation } from '../../model/diagnostic.ts'
import type { ReportSheet } from './report-format.ts'
import { uriPath } from './uri-path.ts'

/**
 * The URL of a line on the platform that has the repository, as GitHub and GitLab write it: `BASE/path#L12`. `undefined` without
 * `--link-base`, for a file outside the repository, and with `--mask`, where a link would name the file.
 */
export function linkTo(
  { file, line }: SourceLocation,
  { linkBase, prefix, masked }: Pick<ReportSheet, 'linkBase' | 'prefix' | 'masked'>,
): string | undefined {
  if (linkBase === undefined || masked) return undefined
  const path = withoutDots(prefix + file)
  return path === undefined ? undefined : `${linkBase}/${uriPath(path)}${line === 0 ? '' : `#L${line}`}`
}

/** The path without `.` and `..`; `undefined` where it leaves the folder that it starts from. */
function withoutDots(path: string): string | undefined {
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined
    if (part !== '..' && part !== '.') parts.push(part)
  }
  return parts[0] === '' ? undefined : parts.join('/')
}
