import type { Stack } from '../stack.ts'

/** For programs that run a second or two: they end before an optimising compiler pays. */
export const shortLived = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC']

const libraries = '/usr/share/jaxws/lib/*:/usr/share/java/gson.jar'

export const jaxWs: Stack = {
  name: 'JAX-WS RI',
  versions: ['1.1', '1.2'],
  example: 'jaxws',
  prepare: ({ server, build, run }) =>
    run(
      'env',
      `JAVA_TOOL_OPTIONS=${shortLived.join(' ')}`,
      ...['sh', 'examples/jaxws/build.sh', server, build, 'test/interop/stacks/jaxws/Probe.java'],
    ),
  programs: ({ build }) =>
    ['Client', 'Probe'].map((program) => ['java', ...shortLived, '-cp', `${build}/classes:${libraries}`, program]),
}
