import { randomBytes } from 'node:crypto'
import { rolesFor } from '../../src/clients/roles.ts'
import { invoker, type Face } from '../../src/invoke.ts'
import type { Role } from '../../src/operation.ts'
import { loadContract } from '../../src/soap/contract.ts'
import { noPoints } from '../../src/store/points.ts'
import { rolesOf } from '../contract/documentation.rules.ts'
import { wsdlText } from '../contract/reading.ts'
import { useDatabases } from '../support/databases.ts'
import { refusal } from '../support/refusal.ts'

const faces = ['sales', 'depot', 'admin'] as const
const everyRole: readonly Role[] = ['admin', 'sales', 'support']
/** All sets of roles: a client may have none, one or several. */
const roleSets = everyRole.reduce<Role[][]>((sets, role) => [...sets, ...sets.map((set) => [...set, role])], [[]])

const operations = faces.flatMap((face) =>
  [...loadContract(wsdlText(face)).operations.values()].map(({ name, documentation, isWrite }) => {
    return { face, operation: name, isWrite, documented: rolesOf(documentation) }
  }),
)
const databases = useDatabases('sqlite in memory')

test.each(operations)('$face: $operation needs the roles that the WSDL says', ({ documented, ...called }) => {
  expect(rolesFor(called)).toEqual(documented)
})

test('every operation lets in each client with one of its roles, and no other', async () => {
  const store = await databases.open()
  const misjudged: string[] = []
  for (const { face: name, operation, isWrite, documented } of operations) {
    for (const roles of roleSets) {
      const face: Face = {
        name,
        handlers: new Map([[operation, () => Promise.resolve('done')]]),
        isWrite: () => isWrite,
      }
      const clock = () => new Date()
      const surroundings = { clock, timeZone: 'UTC', random: randomBytes, newId: () => '', points: noPoints, store }
      const caller = { name: 'somebody', roles: new Set(roles), orderScope: 'somebody', firmCodes: 'all' as const }
      const answer = invoker(face, { ...surroundings, onInternalError: () => undefined })({
        operation,
        input: {},
        messageId: undefined,
        soapVersion: '1.1',
        traceId: '0af7651916cd43dd8448eb211c80319c',
        context: { caller, idempotencyKey: undefined, note: () => undefined },
        encode: () => Buffer.from('done'),
      })
      const may = documented === undefined || documented.some((role) => roles.some((own) => own === role))
      const outcome = await answer.then(
        () => 'done',
        async () => (await refusal(answer)).code,
      )
      if (outcome !== (may ? 'done' : 'FORBIDDEN')) misjudged.push(`${operation} by ${roles.join('+')}: ${outcome}`)
    }
  }
  expect(misjudged).toEqual([])
})
