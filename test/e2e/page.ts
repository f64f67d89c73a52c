/** A command of a page, which shows its output or hides the whole part in a comment. */
export interface PagePart {
  readonly command: string
  /** What the page shows; `undefined` for a hidden command. */
  readonly shown: string | undefined
}

/**
 * The commands of a page in their order: in blocks of the language `console` after `$ `, continued after `> `, and hidden ones in comments
 * `<!-- run: … -->` for what the reader does in an editor or what a page starts from.
 */
export function partsOf(text: string): readonly PagePart[] {
  return [...text.matchAll(places)].flatMap(([, hidden, block]) =>
    hidden === undefined ? partsOfBlock(block ?? '') : [{ command: hidden.trim(), shown: undefined }],
  )
}

const places = /^<!-- run:(.*?)-->$|^```console\n(.*?)^```$/gms

function partsOfBlock(block: string): PagePart[] {
  return block
    .split(/^(?=\$ )/m)
    .filter((part) => part.startsWith('$ '))
    .map((part) => {
      const lines = part.split('\n')
      const end = lines.findIndex((line, index) => index > 0 && !line.startsWith('> '))
      const command = lines.slice(0, end).map((line) => line.slice('$ '.length))
      return { command: command.join('\n'), shown: lines.slice(end).join('\n') }
    })
}

/**
 * The page with these outputs, one for each part. Where a page shows a line `…`, it leaves lines out: as many lines before and after it
 * stay as it has there. An output that differs only in ids and times stays as the page has it.
 */
export function withOutputs(text: string, outputs: readonly string[]): string {
  let index = -1
  return text.replaceAll(places, (place, hidden: string | undefined, block: string | undefined) => {
    if (hidden !== undefined || block === undefined) {
      index += 1
      return place
    }
    const parts = block.split(/^(?=\$ )/m).map((part) => {
      if (!part.startsWith('$ ')) return part
      index += 1
      const [{ shown = '' } = {}] = partsOfBlock(part)
      const command = part.slice(0, part.length - shown.length)
      return command + outputFor(shown, outputs[index] ?? '')
    })
    return `\`\`\`console\n${parts.join('')}\`\`\``
  })
}

function outputFor(shown: string, output: string): string {
  const isLast = shown !== '\n' && !shown.endsWith('\n\n')
  const lines = output.replace(/\n+$/, '').split('\n')
  const before = shown.replace(/\n+$/, '').split('\n')
  const gap = before.indexOf('…')
  const rest = before.length - gap - 1
  const kept =
    gap < 0 || lines.length <= gap + rest ? lines : [...lines.slice(0, gap), '…', ...lines.slice(lines.length - rest)]
  if (alike(kept) === alike(before)) return shown
  return output === '' ? (isLast ? '' : '\n') : `${kept.join('\n')}\n${isLast ? '' : '\n'}`
}

function alike(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{8}T\d{6}\.\d{3}Z-[0-9a-f]{6}/g, 'RUN')
    .replaceAll(/\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d UTC)?/g, 'TIME')
    .replaceAll(/\b\d+(?:\.\d+)? m?s\b/g, 'DURATION')
}
