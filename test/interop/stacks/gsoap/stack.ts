import { join } from 'node:path'
import type { Stack } from '../stack.ts'

export const gsoap: Stack = {
  name: 'gSOAP',
  versions: ['1.1', '1.2'],
  example: 'gsoap',
  prepare: async ({ server, build, run }) => {
    const make = ['--silent', '--jobs=2', '--file=examples/gsoap/Makefile', `SERVER=${server}`, `BUILD=${build}`]
    const sources = 'VPATH=examples/gsoap test/interop/stacks/gsoap'
    await run('make', ...make, sources, join(build, 'client'), join(build, 'probe'))
    // What nobody calls here is not compiled: that would take as long as all the rest.
    const admin = join(build, 'admin')
    await run('mkdir', admin)
    await run('wsdl2h', '-o', join(admin, 'admin.h'), `${server}/soap/admin?wsdl`)
    await run('soapcpp2', '-C', '-j', '-w', '-x', '-d', admin, '-I/usr/share/gsoap/import', join(admin, 'admin.h'))
  },
  programs: ({ build }) => [[join(build, 'client')], [join(build, 'probe')]],
}
