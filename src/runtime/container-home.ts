import type { Fingerprint } from '../formats/fingerprint.ts'
import type { KeyAgreement } from '../formats/jwe.ts'
import type { Signer } from '../formats/jws.ts'
import type { ContainerKind, PublicJwk } from '../formats/keys.ts'
import type { ContainerState } from './state.ts'

/** What a container begins with; its keys are made where it is to live. */
export type NewContainer = Pick<ContainerState, 'createdAt' | 'binding' | 'firms'>

/** Gives the next state and a result; the very state it got if nothing is to change. */
export type ContainerChange<T> = (state: ContainerState) => Promise<[ContainerState, T]>

/** The private keys of a container, to be used and never to be seen. */
export interface ContainerSecrets {
  readonly signer: Signer
  readonly agreement: KeyAgreement
}

/**
 * Where containers live: encrypted files of this machine, a token. Nothing else asks which of them it is.
 * All methods throw RuntimeRefusal.
 */
export interface ContainerHome {
  /** The kind of the containers that live here. */
  readonly kind: ContainerKind
  /** For sentences: `in /home/anna/containers`, `on token "Depot 1"`. */
  readonly place: string

  /** Whether there is only one container, for all vendors. */
  readonly holdsOne: boolean

  /** Serials of the containers that are here, sorted. */
  list(): Promise<string[]>

  /** Opens a container to look into it. */
  read(serial: string): Promise<ContainerState>

  /**
   * Changes a container: reads it, gives it to `change`, and makes the new state durable as a whole before this returns. No
   * other process changes it meanwhile.
   */
  change<T>(serial: string, change: ContainerChange<T>): Promise<T>

  /** Makes the keys of a new container and stores it; gives its serial. */
  create(content: NewContainer): Promise<string>

  /** Takes a container away with its keys. */
  remove(serial: string): Promise<void>

  secretsOf(state: ContainerState): Promise<ContainerSecrets>

  /** What its contexts show a firm of the place; undefined if the keys alone bind the container. */
  fingerprint(state: ContainerState, root: PublicJwk): Promise<Fingerprint | undefined>
}
