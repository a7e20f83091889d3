import type { Call } from '../operation.ts'

/** Who changes the catalogue, when and by which operation; a `Call` is one, a command line makes its own. */
export type Author = Pick<Call, 'caller' | 'now' | 'operation' | 'requestId' | 'newId'>
