/** Progress lines come after ten seconds: on a slow machine only. */
const progressLines =
  /^(?:reading documents|asking the server|checking documents|listing|planning|arranging the plan|preparing|applying)(?:: .*)?\n/gm

export function withoutProgress(text: string): string {
  return text.replaceAll(progressLines, '')
}
