import type { LicenseContainer } from '../container.ts'
import type { ContainerKind } from '../item.ts'
import { cloud } from './cloud.ts'
import { dongle } from './dongle.ts'
import { software } from './software.ts'

const kinds: Readonly<Record<ContainerKind, LicenseContainer>> = { software, dongle, cloud }

/** The rules of a kind. */
export function containerOfKind(kind: ContainerKind): LicenseContainer {
  return kinds[kind]
}
