import type { Stack } from '../stack.ts'

export const php: Stack = {
  name: 'PHP SoapClient',
  versions: ['1.1', '1.2'],
  example: 'php',
  programs: () => [
    ['php', 'examples/php/client.php'],
    ['php', 'test/interop/stacks/php/probe.php'],
  ],
}
