import { Initial1790000000000 } from './1790000000000-initial.ts'

/** Every migration, oldest first; nothing is found by a file name. A published one is never edited. */
export const migrations = [Initial1790000000000]
