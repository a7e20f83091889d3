/**
 * What an onlooker knows who sees each answer of the server, whether or not it arrives: where each license that was sold is
 * bound to be once all files have found their way. Knows nothing of how the server comes to its answers.
 */
export class Model {
  /** How many orders there are; the network of the real world numbers them likewise. */
  orders = 0
  /** By license. */
  readonly places = new Map<string, Place>()
  /** By serial. */
  readonly containers = new Map<string, KnownContainer>()
  /** Files on their way, so that commands know whether there is anything to deliver. */
  requestsUnderWay = 0
  updatesUnderWay = 0

  /** The licenses that are bound to be in this container. */
  heldBy(serial: string): string[] {
    return [...this.places].filter(([, place]) => place.at === 'container' && place.serial === serial).map(([id]) => id)
  }

  /** The licenses of which the place satisfies a condition. */
  licensesWhere(condition: (place: Place) => boolean): string[] {
    return [...this.places].filter(([, place]) => condition(place)).map(([id]) => id)
  }
}

/** Where a license is bound to be. */
export type Place =
  | { readonly at: 'shelf' }
  | { readonly at: 'container'; readonly serial: string }
  /** It was given back by a container, and is on the shelf once that has said so. */
  | { readonly at: 'returning'; readonly serial: string }
  /** It waits for a container, which gets it at its next contact. */
  | { readonly at: 'dedicated'; readonly serial: string }
  | { readonly at: 'withdrawn' }

export interface KnownContainer {
  /** It was destroyed, or blocked: nothing of it is heard of any more. */
  isGone: boolean
  /** There was a second copy of it, or an older state of it was put back. */
  isDoubtful: boolean
  /** A copy and the original were both seen to be used; a person does not believe either. */
  isForked: boolean
  /** What its contexts that were accepted have shown so far. */
  seen: { contextSeq: number; counter: number }
}

export function newContainer(): KnownContainer {
  return { isGone: false, isDoubtful: false, isForked: false, seen: { contextSeq: 0, counter: 0 } }
}

export const shelf: Place = { at: 'shelf' }
export const withdrawn: Place = { at: 'withdrawn' }
