import { Fault } from '../faults.ts'
import type { ItemDefinition, ItemParameter } from './item.ts'
import { valueProblem } from './parameter-value.ts'

/** A parameter as the caller gives it. */
export interface GivenParameter {
  readonly name: string
  readonly value: string
}

/**
 * Checks the values that an order line or an activation gives for the dynamic parameters of an item: each is known, asked
 * for at this time, given once and of its form, and no mandatory one is missing.
 * @param field path of the list in the request, for the fault: `order/orderLines/orderLine[2]/parameters`
 * @returns name → value, exactly as given
 * @throws Fault `PARAMETER_INVALID` with the field
 */
export function checkParameters(
  { itemNumber, parameters: known }: Pick<ItemDefinition<unknown>, 'itemNumber' | 'parameters'>,
  givenAt: ItemParameter['givenAt'],
  given: readonly GivenParameter[],
  field = 'parameters',
): Record<string, string> {
  // A map, since a caller may call a parameter "__proto__".
  const values = new Map<string, string>()
  given.forEach(({ name, value }, index) => {
    const place = `${field}/parameter[${index + 1}]`
    const parameter = known.find((one) => one.name === name)
    if (parameter === undefined) throw refusal(`Item ${itemNumber} has no parameter ${quoted(name)}.`, `${place}/name`)
    if (parameter.givenAt !== givenAt) {
      throw refusal(
        `Parameter ${quoted(name)} of item ${itemNumber} is given at ${momentOf[parameter.givenAt]}.`,
        `${place}/name`,
      )
    }
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
