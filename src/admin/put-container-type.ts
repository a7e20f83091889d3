import { putContainerType as putIntoCatalogue } from '../catalogue/put-container-type.ts'
import type { PutContainerType, PutContainerTypeResponse } from '../contract/admin.ts'
import { requiredIdentifier } from '../domain/identifier.ts'
import { findRequest, rememberRequest } from '../intake/request-key.ts'
import type { Call } from '../operation.ts'

/**
 * Creates a container type or changes its binding or limit. What it says counts from the next activation on, also for
 * licenses that were sold before.
 * @throws Fault `CONTAINER_KIND`, `REQUEST_CONFLICT`
 */
export async function putContainerType(
  { containerType }: PutContainerType,
  call: Call,
): Promise<PutContainerTypeResponse> {
  const { comment, ...given } = containerType
  const containerTypeName = requiredIdentifier(given.containerTypeName, 'containerType/containerTypeName', 256)
  const type = { ...given, containerTypeName }
  return call.answer(async (tx) => {
    if ((await findRequest(tx, call, { content: type })) !== undefined) {
      return { result: { containerTypeName, outcome: 'replayed' } }
    }
    const wish = { type, comment, fieldOf: (name: string) => `containerType/${name}` }
    const { id, outcome } = await putIntoCatalogue(tx, call, wish)
    await rememberRequest(tx, call, { content: type, reference: id })
    call.note({ containerType: containerTypeName, outcome })
    return { result: { containerTypeName, outcome } }
  })
}
