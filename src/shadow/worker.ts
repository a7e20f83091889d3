import { parentPort, workerData } from 'node:worker_threads'
import type { ServiceModel } from '../soap/model.ts'
import { type Judge, judgeOf } from './judge.ts'
import type { CompareOptions } from './options.ts'
import { connect, type Where } from './outbound.ts'
import type { Job, Message } from './verdict.ts'

/** What the worker starts with. */
export interface WorkerData {
  readonly where: Where
  readonly model: ServiceModel
  readonly compare: CompareOptions
}

/**
 * The thread in which the other side is spoken to: the package that speaks SOAP as a client was not made for hostile
 * answers. Whatever they do to it, they do to this thread, which can be ended and started anew.
 */
function tell(message: Message): void {
  parentPort?.postMessage(message)
}

const { where, model, compare } = workerData as WorkerData
const judge: Promise<Judge> = connect(where).then((send) => judgeOf(send, model, compare))

judge.catch((error: unknown) => {
  tell({ unusable: error instanceof Error ? error.message : String(error) })
})

parentPort?.on('message', (job: Job) => {
  judge.then(
    async (made) => {
      tell({ id: job.id, verdict: await made(job) })
    },
    () => {
      tell({
        id: job.id,
        verdict: { outcome: 'failed', reason: 'the WSDL cannot be used by the client for the other side' },
      })
    },
  )
})
