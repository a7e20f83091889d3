import type { Attack } from '../attack.ts'
import { credentialAttacks } from './credentials.ts'
import { encodingAttacks } from './encodings.ts'
import { envelopeAttacks } from './envelopes.ts'
import { fileAttacks } from './files.ts'
import { httpAttacks } from './http.ts'
import { nameAttacks } from './names.ts'
import { packingAttacks } from './packing.ts'
import { slowAttacks } from './slow.ts'
import { xmlAttacks } from './xml.ts'

/** What may be tried against the server, by where it is aimed. */
export const attacks: ReadonlyMap<string, readonly Attack[]> = new Map([
  ['XML', xmlAttacks],
  ['Packed bodies', packingAttacks],
  ['Encodings', encodingAttacks],
  ['Envelopes', envelopeAttacks],
  ['Names', nameAttacks],
  ['Credentials', credentialAttacks],
  ['Files and keys', fileAttacks],
  ['HTTP', httpAttacks],
  ['Slow senders', slowAttacks],
])
