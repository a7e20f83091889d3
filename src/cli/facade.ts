import { readConfig } from '../config.ts'
import { loadFace, type OtherFace } from '../facade/face.ts'
import { contractFor } from '../server/faces.ts'
import type { Register } from './run.ts'

/** `opendepot facade …`: WSDLs of other makers that this server is to serve (docs/facade.md). */
export const registerFacade: Register = (program, { terminal, show, withJson }) => {
  const group = program.command('facade').description('faces for WSDLs of your own')
  withJson(
    group.command('check <file>').description('check a mapping file and its WSDL as the server does at its start'),
  ).action((file: string) => {
    const contracts = { sales: contractFor('sales'), depot: contractFor('depot') }
    const { timeZone } = readConfig(terminal.env)
    const face = loadFace(file, { contracts, timeZone, env: terminal.env })
    show({ json: shown(face), text: textOf(face) })
  })
}

function shown({ name, path, access, operations, contract }: OtherFace) {
  return {
    name,
    path,
    service: contract.service,
    access,
    operations: [...operations].map(([theirs, { face, operation }]) => ({
      operation: theirs,
      interface: face,
      calls: operation,
    })),
  }
}

function textOf(face: OtherFace): string {
  const { path, service, access, operations } = shown(face)
  return [
    `The mapping is complete: ${service} at ${path}, ${access === 'sales' ? 'for callers with an account' : 'for anybody'}.`,
    ...operations.map((each) => `  ${each.operation} calls ${each.calls} of the ${each.interface} interface`),
  ].join('\n')
}
