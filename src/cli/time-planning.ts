import type { ProgressEvent } from '../pipeline.ts'
import { plural } from '../render/human/diagnostics.ts'
import type { Timings } from './timings.ts'

/** Times the stages of a plan by its progress. */
export function timePlanning({ stage, about }: Timings): (event: ProgressEvent) => void {
  stage('reading')
  return (event) => {
    switch (event.kind) {
      case 'read-document':
        break
      case 'read-files':
        about(`${plural(event.documents, 'document')} in ${plural(event.files, 'file')}`)
        stage('connecting')
        break
      case 'check-document':
        stage('checking')
        break
      case 'read-live':
        stage('listing')
        about(event.identities === 1 ? '1 identity' : `${event.identities} identities`)
        break
      case 'decide':
      case 'arrange':
        stage('arranging')
        break
    }
  }
}
