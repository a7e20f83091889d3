import type { FieldContainer } from '../depot/field-container.ts'
import { Fault } from '../../src/faults.ts'
import type { Company } from '../support/company.ts'
import { CloudAccount } from './cloud-account.ts'
import type { ContainerChoice } from './commands.ts'
import { Mail } from './mail.ts'

/** What a user of a container wants of the server. */
export type Wish =
  | { readonly kind: 'activate'; readonly ticketId: string; readonly licenseIds: readonly string[] }
  | { readonly kind: 'return'; readonly licenseIds: readonly string[] }
  | { readonly kind: 'reactivate'; readonly ticketId: string; readonly licenseIds: readonly string[] }
  | { readonly kind: 'restore'; readonly oldSerial: string }
  | { readonly kind: 'update' | 'receipt' | 'continue' }

/** A context with what is wanted, on its way to the server. */
export interface Request {
  readonly from: FieldContainer
  readonly wish: Wish
  readonly serial: string
  readonly contextSeq: number
  readonly counter: number
  readonly contextFile: string
  readonly requestId: string
  /** It was answered well before: what it did is done. */
  isDone: boolean
}

/** An update file on its way to its container. */
export interface Update {
  readonly serial: string
  readonly updateFile: string
}

/** A server, containers, and everything between them. */
export class World {
  readonly company: Company
  readonly customerId: string
  readonly tickets: string[] = []
  /** By license. */
  readonly ticketOf = new Map<string, string>()
  /** Every instance that runs anywhere: a container and its copies. */
  readonly instances: FieldContainer[] = []
  readonly backups = new Map<string, FieldContainer>()
  readonly requests = new Mail<Request>()
  readonly updates = new Mail<Update>()
  #ids = 0

  constructor(company: Company, customerId: string) {
    this.company = company
    this.customerId = customerId
  }

  newId(): string {
    return `${this.customerId} ${++this.#ids}`
  }

  async newContainer(kind: ContainerChoice): Promise<FieldContainer> {
    const { company } = this
    const container = kind === 'cloud' ? await CloudAccount.open(company) : company.newContainer(kind)
    // All of one machine that is installed anew again and again.
    container.machine = ['board', 'disk', 'mac'].map((name) => ({ name, value: `${name} of ${this.customerId}` }))
    this.instances.push(container)
    return container
  }

  instance(index: number): FieldContainer | undefined {
    return this.instances.length === 0 ? undefined : this.instances[index % this.instances.length]
  }

  /** Takes every instance of a container away. */
  remove(serial: string): void {
    for (const container of this.instances.filter((each) => each.serial === serial)) {
      this.instances.splice(this.instances.indexOf(container), 1)
    }
  }

  /** The container writes a context, and gives it on its way with its wish. */
  async ask(container: FieldContainer, wish: Wish): Promise<void> {
    this.requests.send(await this.write(container, wish))
  }

  async write(container: FieldContainer, wish: Wish): Promise<Request> {
    const { firm } = this.company
    const contextFile = await container.context(firm)
    const { contextSeq, counter } = container.state(firm)
    const facts = { from: container, wish, serial: container.serial, contextSeq, counter }
    return { ...facts, contextFile, requestId: this.newId(), isDone: false }
  }
}

/** The code by which the server refuses, or its answer; any other error is one. */
export async function tried<Answer>(call: Promise<Answer>): Promise<Answer | Fault> {
  return call.catch((error: unknown) => {
    if (error instanceof Fault && !['INTERNAL', 'UNAVAILABLE', 'INVALID_REQUEST'].includes(error.code)) return error
    throw error
  })
}
