import type { Stack } from './stack.ts'
import { zeep } from './zeep/stack.ts'

/** Every stack of the matrix, in its order. */
export const allStacks: readonly Stack[] = [zeep]
