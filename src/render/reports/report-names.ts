/** The formats of `--report`. */
export const reportNames = ['json', 'ndjson', 'junit', 'sarif', 'github', 'gitlab', 'markdown', 'html'] as const
/** Those whose rows link to files, with `--link-base`. */
export const linkingReports: readonly ReportName[] = ['markdown', 'html']

export type ReportName = (typeof reportNames)[number]

/** Those that are made when the command ends. Events are written while it runs. */
export type FinalReportName = Exclude<ReportName, 'ndjson'>
