import type * as contract from '../contract/admin.ts'
import { requiredIdentifier } from '../domain/identifier.ts'
import type { ItemPath } from '../domain/item-problem.ts'
import { normaliseItem, type ItemDefinition, type ItemDraft, type MoveRule } from '../domain/item.ts'
import { draftOptionsOf, optionsOf } from './option-conversion.ts'

/**
 * The item of a request in the terms of the domain, in its one form.
 * @throws Fault `INVALID_REQUEST` for a blank item number
 */
export function draftOf(item: contract.Item): ItemDraft {
  return normaliseItem({
    itemNumber: requiredIdentifier(item.itemNumber, 'item/itemNumber', 64),
    name: item.name,
    firmCode: item.firmCode,
    productCode: Number(item.productCode),
    licenseCounting: item.licenseCounting,
    containerKinds: item.containerKinds.containerKind,
    options: draftOptionsOf(item.licenseOptions),
    returnRule: ruleOf(item.returnRule),
    reactivationRule: ruleOf(item.reactivationRule),
    restoreRule: ruleOf(item.restoreRule),
    parameters: item.itemParameters.itemParameter.map((parameter) => ({ ...parameter })),
  })
}

/** A stored item as an answer shows it: contents of hidden and secret data by their hashes only. */
export function itemOf(definition: ItemDefinition): contract.Item {
  return {
    itemNumber: definition.itemNumber,
    name: definition.name,
    firmCode: definition.firmCode,
    productCode: BigInt(definition.productCode),
    licenseCounting: definition.licenseCounting,
    containerKinds: { containerKind: [...definition.containerKinds] },
    licenseOptions: optionsOf(definition.options),
    returnRule: ruleOf(definition.returnRule),
    reactivationRule: ruleOf(definition.reactivationRule),
    restoreRule: ruleOf(definition.restoreRule),
    itemParameters: { itemParameter: definition.parameters.map((parameter) => ({ ...parameter })) },
  }
}

/** How the contract calls a place of the domain's item: `item/licenseOptions/hiddenData/hiddenEntry[3]/content`. */
export function fieldOfItem(path: ItemPath): string {
  const steps = path.map((step, depth) => {
    if (typeof step === 'number') return `${elements[String(path[depth - 1])] ?? 'entry'}[${step + 1}]`
    return depth === 0 ? (called[step] ?? step) : step
  })
  return ['item', ...steps].join('/')
}

/** Top-level fields that have another name in the contract. */
const called: Readonly<Record<string, string>> = { options: 'licenseOptions', parameters: 'itemParameters' }

/** The repeated element of each list. */
const elements: Readonly<Record<string, string>> = {
  containerKinds: 'containerKind',
  parameters: 'itemParameter',
  extendedProtectedData: 'extendedProtectedEntry',
  hiddenData: 'hiddenEntry',
  secretData: 'secretEntry',
  moduleItems: 'moduleItem',
  optionDependencies: 'optionDependency',
}

/** The three rules have three types in the contract and one form. */
function ruleOf({ policy, waitDays, maximumCount, periodDays }: MoveRule): MoveRule {
  return { policy, waitDays, maximumCount, periodDays }
}
