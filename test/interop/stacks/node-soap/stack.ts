import type { Stack } from '../stack.ts'

export const nodeSoap: Stack = {
  name: 'node-soap',
  versions: ['1.1', '1.2'],
  example: 'node-soap',
  programs: () => [
    [process.execPath, 'examples/node-soap/client.js'],
    [process.execPath, 'test/interop/stacks/node-soap/probe.js'],
  ],
}
