import type { Stack } from '../stack.ts'

export const perl: Stack = {
  name: 'SOAP::WSDL',
  // It knows no other.
  versions: ['1.1'],
  example: 'perl',
  prepare: ({ run, build }) => run('sh', 'examples/perl/generate.sh', build),
  programs: ({ build }) => [
    ['perl', '-I', build, 'examples/perl/client.pl'],
    ['perl', '-I', build, 'test/interop/stacks/perl/probe.pl'],
  ],
}
