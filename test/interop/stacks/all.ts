import { axis } from './axis/stack.ts'
import { csharp } from './csharp/stack.ts'
import { gsoap } from './gsoap/stack.ts'
import { jaxWs } from './jaxws/stack.ts'
import { nodeSoap } from './node-soap/stack.ts'
import { perl } from './perl/stack.ts'
import { php } from './php/stack.ts'
import type { Stack } from './stack.ts'
import { zeep } from './zeep/stack.ts'

/** Every stack of the matrix, in its order. */
export const allStacks: readonly Stack[] = [gsoap, jaxWs, csharp, zeep, php, nodeSoap, perl, axis]
