import { Fault } from '../faults.ts'
import type { ItemDefinition, ItemParameter } from './item.ts'
import { valueProblem } from './parameter-value.ts'

/** A parameter as the caller gives it. */
export interface GivenParameter {
  readonly name: string
  readonly value: string
}

type Item = Pick<ItemDefinition<unknown>, 'itemNumber' | 'parameters'>

/**
 * Checks the values that an order line or an activation gives for the dynamic parameters of an item: each is known, asked
 * for at this time, given once and of its form, and no mandatory one is missing.
 * @param field path of the list in the request, for the fault: `order/orderLines/orderLine[2]/parameters`
 * @returns name → value, exactly as given
 * @throws Fault `PARAMETER_INVALID` with the field
 */
export function checkParameters(
  item: Item,
  givenAt: ItemParameter['givenAt'],
  given: readonly GivenParameter[],
  field = 'parameters',
): Record<string, string> {
  given.forEach(({ name }, index) => {
    const place = `${field}/parameter[${index + 1}]/name`
    const parameter = item.parameters.find((one) => one.name === name)
    if (parameter === undefined) {
      throw refusal(`Item ${item.itemNumber} has no parameter ${quoted(name)}.`, place)
    }
    if (parameter.givenAt !== givenAt) {
      const moment = momentOf[parameter.givenAt]
      throw refusal(`Parameter ${quoted(name)} of item ${item.itemNumber} is given at ${moment}.`, place)
    }
  })
  return ownParameters(item, givenAt, given, field)
}

/**
 * Shares the values that a line gives for a package among its items: each gets those that it asks for at order time, and
 * one value may be meant for several. What one of them asks for at activation, another may ask for now.
 * @returns for each item, in their order, name → value
 * @throws Fault `PARAMETER_INVALID` with the field
 */
export function shareParameters(
  packageNumber: string,
  items: readonly Item[],
  given: readonly GivenParameter[],
  field = 'parameters',
): Record<string, string>[] {
  given.forEach(({ name }, index) => {
    if (items.some((item) => item.parameters.some((one) => one.name === name && one.givenAt === 'order'))) return
    const text = `No item of package ${packageNumber} asks for a parameter ${quoted(name)} at order time.`
    throw refusal(text, `${field}/parameter[${index + 1}]/name`)
  })
  return items.map((item) => ownParameters(item, 'order', given, field))
}

/** Those of the values that the item asks for at this time, checked; the others are passed over. */
function ownParameters(
  { itemNumber, parameters: known }: Item,
  givenAt: ItemParameter['givenAt'],
  given: readonly GivenParameter[],
  field: string,
): Record<string, string> {
  // A map, since a caller may call a parameter "__proto__".
  const values = new Map<string, string>()
  given.forEach(({ name, value }, index) => {
    const place = `${field}/parameter[${index + 1}]`
    const parameter = known.find((one) => one.name === name && one.givenAt === givenAt)
    if (parameter === undefined) return
    if (values.has(name)) throw refusal(`Parameter ${quoted(name)} is given twice.`, `${place}/name`)
    const problem = valueProblem(parameter, value)
    if (problem) throw refusal(`Parameter ${quoted(name)} of item ${itemNumber} ${problem}.`, `${place}/value`)
    values.set(name, value)
  })
  const missing = known.find((one) => one.givenAt === givenAt && one.mandatory && !values.has(one.name))
  if (missing) throw refusal(`Item ${itemNumber} needs the parameter ${quoted(missing.name)}.`, field)
  return Object.fromEntries(values)
}

const momentOf = { order: 'order time', activation: 'activation' }

function quoted(name: string): string {
  return `'${name}'`
}

function refusal(text: string, field: string): Fault {
  return new Fault('PARAMETER_INVALID', text, { field })
}
