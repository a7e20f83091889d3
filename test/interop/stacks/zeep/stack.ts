import type { Stack } from '../stack.ts'

// Debian's own Python, since its packages are invisible to any other.
const python = ['/usr/bin/python3', '-B']

export const zeep: Stack = {
  name: 'zeep',
  versions: ['1.1', '1.2'],
  example: 'zeep',
  programs: () => [
    [...python, 'examples/zeep/client.py'],
    [...python, 'test/interop/stacks/zeep/probe.py'],
  ],
}
