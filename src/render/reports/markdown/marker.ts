import { type Shard, shardText } from '../../../model/shard.ts'
import type { ReportPlace } from '../report-format.ts'
import { encoded } from '../uri-path.ts'

/**
 * The first line of a report, which nobody sees: by it a pipeline finds the comment that it is to replace. The same for one command on
 * one workspace and target, whatever is found; each shard of a plan has its own. Values are percent-encoded, with no `--`, which a comment
 * may not have.
 */
export function markerOf(command: string, { workspace, target }: Partial<ReportPlace>, shard?: Shard): string {
  const words = [
    `idctl:${command}`,
    ...(workspace === undefined ? [] : [`workspace=${safe(workspace)}`]),
    ...(target === undefined ? [] : [`target=${safe(target)}`]),
    ...(shard === undefined ? [] : [`shard=${shardText(shard)}`]),
  ]
  return `<!-- ${words.join(' ')} -->`
}

/** UTF-16 units; names and URLs are shorter. */
const longest = 300

function safe(text: string): string {
  return encoded(text.slice(0, longest)).replaceAll(/-(?=-|$)/g, '%2D')
}
