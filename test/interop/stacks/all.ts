import { nodeSoap } from './node-soap/stack.ts'
import { perl } from './perl/stack.ts'
import { php } from './php/stack.ts'
import type { Stack } from './stack.ts'
import { zeep } from './zeep/stack.ts'

/** Every stack of the matrix, in its order. */
export const allStacks: readonly Stack[] = [zeep, php, nodeSoap, perl]
