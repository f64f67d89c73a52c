/** Whether `path` is `folder` or lies below it; both relative to the same place, with `/`, and `.` for that place itself. */
export function isInFolder(path: string, folder: string): boolean {
  if (folder === '.') return path !== '..' && !path.startsWith('../') && !path.startsWith('/')
  return path === folder || path.startsWith(`${folder}/`)
}
