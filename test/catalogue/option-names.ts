import { readWsdl } from '../contract/reading.ts'

/** The names of all Product Item Options in the contract. */
export function optionNames(): string[] {
  return (readWsdl('admin').complexTypes.get('LicenseOptions') ?? []).map(({ name }) => name)
}
