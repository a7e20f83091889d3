import { Fault } from '../faults.ts'
import { containerOfKind } from './containers/index.ts'
import { type ContainerKind, containerKinds } from './item.ts'

/** Mask, dash, decimal of 60 bits without leading zeros (design §3): `130-482911`. */
const serialForm = /^([0-9]+)-(?:0|[1-9][0-9]{0,18})$/

/** The kind of container that a serial belongs to; undefined when no container can have it. */
export function kindOfSerial(serial: string): ContainerKind | undefined {
  const mask = serialForm.exec(serial)?.[1]
  return containerKinds.find((kind) => containerOfKind(kind).serialMask === mask)
}

/**
 * The serial that an order or line is dedicated to; the container need not be known yet.
 * @throws Fault `INVALID_REQUEST` with the field when no container can have it
 */
export function readSerial(text: string | undefined, field: string): string | null {
  if (text === undefined) return null
  const serial = text.trim()
  if (kindOfSerial(serial) !== undefined) return serial
  const masks = containerKinds.map((kind) => containerOfKind(kind).serialMask).join(', ')
  throw new Fault('INVALID_REQUEST', `${field} is no container serial: one of ${masks}, a dash, a number`, { field })
}

/**
 * That an item may go into the container its license is dedicated to.
 * @throws Fault `CONTAINER_KIND` with the field
 */
export function checkDedication(
  item: { readonly itemNumber: string; readonly containerKinds: readonly ContainerKind[] },
  serial: string | null,
  field: string,
): void {
  const kind = serial === null ? undefined : kindOfSerial(serial)
  if (kind === undefined || item.containerKinds.includes(kind)) return
  const text = `item ${item.itemNumber} may not go into a ${kind} container such as ${String(serial)}`
  throw new Fault('CONTAINER_KIND', text, { field })
}
