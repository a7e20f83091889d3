import type { ContainerType } from '../../domain/container-type.ts'
import type { BindingScheme } from '../../domain/container.ts'
import { containerOfKind } from '../../domain/containers/index.ts'
import { containerKinds } from '../../domain/item.ts'
import { name } from './item-shape.ts'
import { absent, mapping, oneOf, whole, type Reader } from '../../yaml-file/shape.ts'

type Written = Omit<ContainerType, 'bindingScheme'> & { readonly bindingScheme: BindingScheme | undefined }

const written = mapping<Written>({
  containerTypeName: name,
  containerKind: oneOf(...containerKinds),
  bindingScheme: absent(oneOf('strict', 'tolerant', 'operator')),
  licenseLimit: absent(whole(0, 2_147_483_647), 0),
})

/** Reads a container type of the catalogue file; what it does not say of the binding is as new containers of the kind are. */
export const containerTypeShape: Reader<ContainerType> = (value, path, tell) => {
  const type = written(value, path, tell)
  if (type === undefined) return undefined
  return { ...type, bindingScheme: type.bindingScheme ?? containerOfKind(type.containerKind).bindingScheme }
}

/** The container type as the file writes it. */
export function plainContainerType({ licenseLimit, ...type }: ContainerType): Record<string, unknown> {
  return licenseLimit === 0 ? type : { ...type, licenseLimit }
}
