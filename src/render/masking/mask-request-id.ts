import { isRequestId } from '../../model/request-id.ts'
import { masked } from './masking.ts'

/** A request id stays if it has the form of one: a server can send any text in its place. */
export function maskRequestId(id: string | undefined): string | undefined {
  return id === undefined || isRequestId(id) ? id : masked
}
