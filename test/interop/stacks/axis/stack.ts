import { shortLived } from '../jaxws/stack.ts'
import type { Stack } from '../stack.ts'

const libraries = [
  ...['axis', 'axis-jaxrpc', 'axis-saaj', 'wsdl4j', 'commons-discovery', 'commons-logging', 'javax.mail'],
  ...['javax.activation', 'gson'],
].map((name) => `/usr/share/java/${name}.jar`)

/** Old, and still at the heart of many an ERP. It knows SOAP 1.2, but not WSDLs with its faults. */
export const axis: Stack = {
  name: 'Axis',
  versions: ['1.1'],
  example: 'axis',
  prepare: ({ server, build, run }) =>
    run(
      'env',
      `JAVA_TOOL_OPTIONS=${shortLived.join(' ')}`,
      ...['sh', 'examples/axis/build.sh', server, build, 'test/interop/stacks/axis/Probe.java'],
    ),
  programs: ({ build }) =>
    ['Client', 'Probe'].map((program) => [
      'java',
      ...shortLived,
      '-cp',
      [`${build}/classes`, ...libraries].join(':'),
      program,
    ]),
}
