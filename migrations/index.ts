import { Initial1790000000000 } from './1790000000000-initial.ts'
import { Consumption1790000050000 } from './1790000050000-consumption.ts'
import { Receipt1790000060000 } from './1790000060000-receipt.ts'

/** Every migration, oldest first; nothing is found by a file name. A published one is never edited. */
export const migrations = [Initial1790000000000, Consumption1790000050000, Receipt1790000060000]
