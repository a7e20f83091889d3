import { join } from 'node:path'
import type { Stack } from '../stack.ts'

export const csharp: Stack = {
  name: 'ASMX (Mono)',
  example: 'csharp',
  versions: ['1.1', '1.2'],
  prepare: async ({ server, build, run }) => {
    await run('sh', 'examples/csharp/build.sh', server, build)
    const sources = ['Sales.cs', 'Depot.cs', 'Admin.cs'].map((name) => join(build, name))
    sources.push('examples/csharp/OpenDepot.cs', 'test/interop/stacks/csharp/Probe.cs')
    const references = '-r:System.Web.Services,System.Web.Extensions'
    await run('mcs', `-out:${join(build, 'Probe.exe')}`, references, ...sources)
  },
  programs: ({ build }) => ['Client.exe', 'Probe.exe'].map((program) => ['mono', join(build, program)]),
}
