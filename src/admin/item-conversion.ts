import type * as contract from '../contract/admin.ts'
import { identifier, requiredIdentifier } from '../domain/identifier.ts'
import type { ItemPath } from '../domain/item-problem.ts'
import { normaliseItem, type ItemDefinition, type ItemDraft, type MoveRule, type Subscription } from '../domain/item.ts'
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
    renewalRule: item.renewalRule && ruleOf(item.renewalRule),
    upgradeBases: item.upgradeBases?.upgradeBase.map(({ itemNumber }) => identifier(itemNumber)),
    moduleBases: item.moduleBases?.moduleBase.map(({ itemNumber }) => identifier(itemNumber)),
    containerTypeNames: item.containerTypeNames?.containerTypeName.map(identifier),
    subscription: item.subscription && draftSubscriptionOf(item.subscription),
    trialCount: item.trialRule?.trialCount,
    idleReleaseHours: item.idleRelease?.idleReleaseHours,
    parameters: item.itemParameters.itemParameter.map((parameter) => ({ ...parameter })),
  })
}

/** A stored item as an answer shows it: contents of hidden and secret data by their hashes only; lists even when empty. */
export function itemOf(definition: ItemDefinition): contract.Item {
  const { upgradeBases = [], moduleBases = [], containerTypeNames = [], subscription, trialCount } = definition
  const { idleReleaseHours } = definition
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
    renewalRule: definition.renewalRule && ruleOf(definition.renewalRule),
    upgradeBases: { upgradeBase: upgradeBases.map((itemNumber) => ({ itemNumber })) },
    moduleBases: { moduleBase: moduleBases.map((itemNumber) => ({ itemNumber })) },
    containerTypeNames: { containerTypeName: [...containerTypeNames] },
    subscription: subscription && subscriptionOf(subscription),
    trialRule: trialCount === undefined ? undefined : { trialCount },
    idleRelease: idleReleaseHours === undefined ? undefined : { idleReleaseHours },
    itemParameters: { itemParameter: definition.parameters.map((parameter) => ({ ...parameter })) },
  }
}

/** How the contract calls a place of the domain's item: `item/licenseOptions/hiddenData/hiddenEntry[3]/content`. */
export function fieldOfItem(path: ItemPath): string {
  const [top, ...inner] = path
  // The contract has the fields of the period right in the subscription.
  const known = top === 'subscription' && inner[0] === 'period' ? [top, ...inner.slice(1)] : path
  const steps = known.map((step, depth) => {
    if (typeof step === 'number') return `${elements[String(known[depth - 1])] ?? 'entry'}[${step + 1}]`
    return depth === 0 ? (called[step] ?? step) : step
  })
  return ['item', ...steps].join('/')
}

/** Top-level fields that have another name in the contract. */
const called: Readonly<Record<string, string>> = {
  options: 'licenseOptions',
  parameters: 'itemParameters',
  trialCount: 'trialRule/trialCount',
  idleReleaseHours: 'idleRelease/idleReleaseHours',
}

/** The repeated element of each list. */
const elements: Readonly<Record<string, string>> = {
  containerKinds: 'containerKind',
  upgradeBases: 'upgradeBase',
  moduleBases: 'moduleBase',
  containerTypeNames: 'containerTypeName',
  parameters: 'itemParameter',
  extendedProtectedData: 'extendedProtectedEntry',
  hiddenData: 'hiddenEntry',
  secretData: 'secretEntry',
  moduleItems: 'moduleItem',
  optionDependencies: 'optionDependency',
}

/** The rules have a type each in the contract and one form. */
function ruleOf({ policy, waitDays, maximumCount, periodDays }: MoveRule): MoveRule {
  return { policy, waitDays, maximumCount, periodDays }
}

function draftSubscriptionOf(given: contract.Subscription): Subscription {
  const { subscriptionModel: model, periodCount, periodUnit, graceDays } = given
  return { model, period: { periodCount, periodUnit }, graceDays }
}

function subscriptionOf({ model, period, graceDays }: Subscription): contract.Subscription {
  return { subscriptionModel: model, ...period, graceDays }
}
