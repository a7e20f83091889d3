import { Fault } from '../faults.ts'

/**
 * An identifier of the back office in its one spelling (design §2.2): NFC, trailing blanks off, and otherwise byte by
 * byte; leading zeros and case count, as they do in the ERP.
 */
export function identifier(text: string): string {
  return text.normalize('NFC').trimEnd()
}

/**
 * An identifier from a request, which must not be empty, nor longer than its column once it is composed.
 * @throws Fault `INVALID_REQUEST` with the field
 */
export function requiredIdentifier(text: string, field: string, maxLength: number): string {
  const id = identifier(text)
  const length = id.length > maxLength ? [...id].length : id.length
  if (length > 0 && length <= maxLength) return id
  const problem = length === 0 ? 'is blank' : `has ${length} characters, at most ${maxLength} are allowed`
  throw new Fault('INVALID_REQUEST', `${field} ${problem}`, { field })
}
