import { runMatrix } from './play.ts'

runMatrix(['list', 'schema', 'ids', 'get'])
