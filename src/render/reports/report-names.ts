/** The formats of `--report`. */
export const reportNames = ['json', 'junit', 'sarif', 'github', 'gitlab'] as const
export type ReportName = (typeof reportNames)[number]
