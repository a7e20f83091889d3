import { Fault, type FaultCode } from '../faults.ts'
import type { TicketLicense } from './activation.ts'
import type { BindingScheme, LicenseContainer } from './container.ts'
import { typeLimitRefusal, typeRefusal, type ContainerShape, type ContainerType } from './container-type.ts'
import type { ContainerContents, Holding } from './holding.ts'
import { checkParameters, type GivenParameter } from './item-parameters.ts'
import { isWithUser } from './license.ts'
import { trialRefusal } from './trial.ts'

/** The container that licenses are to go into, and what is known of it. */
export interface ActivationTarget {
  readonly serial: string
  /** Id of its row; undefined when it was never seen. */
  readonly containerId: string | undefined
  /** The firm code that its context is for. */
  readonly firmCode: number
  /** The rules of its kind. */
  readonly container: LicenseContainer
  readonly bindingScheme: BindingScheme
  readonly contents: ContainerContents
  /** The container types that items of the ticket name, by name. */
  readonly containerTypes: ReadonlyMap<string, ContainerType>
  /** The licenses in its unconfirmed steps, by id, with the values of their parameters. */
  readonly onTheWay: ReadonlyMap<string, Readonly<Record<string, string>>>
}

/** Why a license cannot go: a code for programs, a sentence for people, and what would change it. */
export interface Refusal {
  readonly code: FaultCode
  readonly text: string
  readonly remedy: string
  /** From when on it can, if nothing else happens; absent: not by waiting. */
  readonly possibleAt?: Date | undefined
}

/** @param holding what the container has, with the licenses that are to go before this one */
type Rule = (license: TicketLicense, target: ActivationTarget, holding: Holding) => Refusal | undefined

/**
 * Asks every rule whether a license may go into a container; the first refusal counts. Gives the values of the parameters
 * if it may.
 */
export function refusalOf(
  license: TicketLicense,
  given: readonly GivenParameter[],
  target: ActivationTarget,
  holding: Holding,
): { refusal: Refusal } | { parameters: Record<string, string> } {
  for (const rule of rules) {
    const refusal = rule(license, target, holding)
    if (refusal !== undefined) return { refusal }
  }
  return parametersOf(license, given)
}

const rules: readonly Rule[] = [
  function kindIsAllowed({ item }, { container }) {
    if (item.containerKinds.includes(container.kind)) return undefined
    const kinds = item.containerKinds.join(' or ')
    const text = `Item ${item.itemNumber} goes into ${kinds} containers only.`
    return { code: 'CONTAINER_KIND', text, remedy: `Activate it into a ${kinds} container.` }
  },
  function optionsCanBeHeld({ item }, { container }) {
    const reason = container.cannotHold(item.options)
    if (reason === undefined) return undefined
    const remedy = 'Activate it into a container of another kind.'
    return { code: 'CONTAINER_KIND', text: `Item ${item.itemNumber}: ${reason}.`, remedy }
  },
  function typeIsAllowed({ item }, target, holding) {
    return typeRefusal(item, shapeOf(target, holding), target.containerTypes)
  },
  function isNotDedicatedElsewhere({ dedicatedSerial, state }, { serial }) {
    if (state !== 'NotCollected' || dedicatedSerial === null || dedicatedSerial === serial) return undefined
    return dedicatedElsewhere
  },
  function isNotExchangedElsewhere({ state, exchange, heldBack }, target) {
    if (state !== 'NotCollected' || exchange === undefined || !isWithUser(exchange.state)) return undefined
    if (heldBack !== undefined) return heldBack
    return exchange.containerId === target.containerId ? exchangedHere : exchangedElsewhere
  },
  function canBeCollected({ state, containerId, heldBack }, target) {
    if (state === 'NotCollected') return undefined
    if (heldBack !== undefined) return heldBack
    if (state === 'Returning') return leaving
    if (state === 'WithdrawPending') return withdrawn
    if (!isWithUser(state)) return over(state)
    return containerId === target.containerId ? present : used
  },
  function firmCodeFits({ firmCode }, target) {
    if (firmCode === target.firmCode) return undefined
    const text = `The license is of firm code ${firmCode} and the context for ${target.firmCode}; send a context for ${firmCode}.`
    return { code: 'FIRM_CODE_OTHER', text, remedy: `Send a context for firm code ${firmCode}.` }
  },
  function trialIsLeft(license, _, holding) {
    return trialRefusal(license, holding)
  },
  function typeHasRoom({ item }, target, holding) {
    return typeLimitRefusal(item, shapeOf(target, holding), target.containerTypes)
  },
]

function shapeOf({ container: { kind }, bindingScheme }: ActivationTarget, { count }: Holding): ContainerShape {
  return { kind, bindingScheme, licenseCount: count }
}

const dedicatedElsewhere: Refusal = {
  code: 'LICENSE_STATE',
  text: 'The license is dedicated to another container.',
  remedy: 'Activate it into the container that it is dedicated to, or take the dedication off it (ReleaseContainer).',
}
const used: Refusal = {
  code: 'LICENSE_STATE',
  text: 'The license is in another container.',
  remedy: 'It has to leave that container first.',
}
const leaving: Refusal = {
  code: 'LICENSE_STATE',
  text: 'The license is on its way out of a container and can be collected after the receipt.',
  remedy: 'Import the update into that container and send the receipt.',
}
const withdrawn: Refusal = {
  code: 'LICENSE_STATE',
  text: 'The license is being withdrawn.',
  remedy: 'The vendor can take that back until the container was given it (CancelWithdrawal).',
}
const exchangedHere: Refusal = {
  code: 'LICENSE_STATE',
  text: 'The license takes the place of one in this container; both are exchanged in one step with what the vendor has pending for it.',
  remedy: 'Let the container come by: its next update exchanges both.',
}
const exchangedElsewhere: Refusal = {
  code: 'LICENSE_STATE',
  text: 'The license takes the place of one that is still in another container, and can go only there.',
  remedy: 'Let that container come by: its next update exchanges both.',
}
const present: Refusal = {
  code: 'NOTHING_TO_DO',
  text: 'The license is in this container already.',
  remedy: 'Nothing is to be done.',
}

function over(state: string): Refusal {
  const text = `The license is ${state} and cannot be collected any more.`
  return { code: 'LICENSE_STATE', text, remedy: 'The vendor has to sell a new license.' }
}

/**
 * A license on its way is given once more as it is: other values for its parameters would be lost without a word. The
 * refusal names the parameter and keeps the value that it has to itself.
 */
export function changedParameter(
  { item }: TicketLicense,
  given: readonly GivenParameter[],
  kept: Readonly<Record<string, string>>,
): Refusal | undefined {
  const changed = given.find(({ name, value }) => {
    const isMeant = item.parameters.some((parameter) => parameter.name === name)
    return isMeant && (!Object.hasOwn(kept, name) || kept[name] !== value)
  })
  if (changed === undefined) return undefined
  const text = `The license is on its way with another value of the parameter '${changed.name}', which stays.`
  return { code: 'PARAMETER_INVALID', text, remedy: 'Leave the parameter out.' }
}

/** An activation gives its values for all its licenses at once, so each item takes those it knows. */
function parametersOf(
  { item, keptParameters = {} }: TicketLicense,
  given: readonly GivenParameter[],
): { refusal: Refusal } | { parameters: Record<string, string> } {
  const kept = Object.entries(keptParameters).flatMap(([name, value]) =>
    given.some((each) => each.name === name) ? [] : [{ name, value }],
  )
  const meant = [...given, ...kept].filter(({ name }) => item.parameters.some((parameter) => parameter.name === name))
  try {
    return { parameters: checkParameters(item, 'activation', meant) }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    const remedy = 'Give the parameters with the activation as the item asks for them.'
    return { refusal: { code: error.code, text: error.message, remedy } }
  }
}
