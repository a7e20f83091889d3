import type { License } from '../entities/license.ts'

type Placed = Pick<License, 'id' | 'orderLineId' | 'replacedById'>

/**
 * The licenses that stand for what their lines sold: without those whose place a successor took, which is of the same line.
 * A license whose place was taken by an upgrade still stands for its line, as the upgrade was sold by another one.
 * @param licenses all of some lines
 */
export function ofTheirLines<Row extends Placed>(licenses: readonly Row[]): Row[] {
  const lines = new Map(licenses.map(({ id, orderLineId }) => [id, orderLineId]))
  return licenses.filter(
    ({ replacedById, orderLineId }) => replacedById === null || lines.get(replacedById) !== orderLineId,
  )
}
