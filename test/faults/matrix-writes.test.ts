import { runMatrix } from './play.ts'

runMatrix(['batch', 'create', 'patch', 'put', 'delete', 'sessions', 'recovery'])
