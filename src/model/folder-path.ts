/** Whether `path` is `folder` or below it. Both are relative to the same folder, with `/`; `.` is that folder itself. */
export function isInFolder(path: string, folder: string): boolean {
  if (folder === '.') return path !== '..' && !path.startsWith('../') && !path.startsWith('/')
  return path === folder || path.startsWith(`${folder}/`)
}
