import { InvalidArgumentError } from 'commander'

/** Reads a firm code of the command line: 1 to 2147483647. */
export function firmCodeArgument(value: string): number {
  const code = Number(value)
  if (!/^[1-9][0-9]*$/.test(value) || code > 2_147_483_647) {
    throw new InvalidArgumentError('A firm code is a whole number from 1 to 2147483647.')
  }
  return code
}
