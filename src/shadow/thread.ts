import { Worker } from 'node:worker_threads'
import type { Job, Message, Verdict } from './verdict.ts'
import type { WorkerData } from './worker.ts'

/** Megabytes of the thread; it is ended when it wants more. */
const memory = { maxOldGenerationSizeMb: 192, maxYoungGenerationSizeMb: 32 }

/** Milliseconds until a thread that died is started again, doubled with each death up to the last. */
const pauses = { first: 500, longest: 60_000 }

/** Milliseconds that a call may take beyond what its client allows; then the thread hangs and is ended. */
const grace = 2_000

export interface ThreadOptions {
  /** The compiled module of the thread. */
  readonly program: URL
  readonly data: WorkerData
  /** Told of each verdict, once for each job. */
  readonly onVerdict: (verdict: Verdict, job: Job) => void
  /** There is room for another job. */
  readonly onRoom: () => void
  /** The client for the other side cannot be made. */
  readonly onUnusable: (reason: string) => void
}

/** A worker thread that is started when it is first needed, ended when it hangs, and started anew when it died. */
export class Thread {
  private readonly options: ThreadOptions
  private readonly jobs = new Map<number, { readonly job: Job; readonly timer: NodeJS.Timeout }>()
  private worker: Worker | undefined
  private deaths = 0
  private restart: NodeJS.Timeout | undefined
  private isClosed = false

  constructor(options: ThreadOptions) {
    this.options = options
  }

  /** Jobs that it has now. */
  get busy(): number {
    return this.jobs.size
  }

  /** Whether a job may be given to it. */
  get isReady(): boolean {
    return !this.isClosed && this.restart === undefined
  }

  give(job: Job): void {
    const patience = this.options.data.where.timeoutSeconds * 1000 + grace
    const timer = setTimeout(() => {
      this.died(this.worker, 'the answer kept its thread busy beyond all patience')
    }, patience)
    timer.unref()
    this.jobs.set(job.id, { job, timer })
    this.worker ??= this.start()
    this.worker.postMessage(job)
  }

  async close(): Promise<void> {
    this.isClosed = true
    clearTimeout(this.restart)
    this.endAll('the server stops')
    await this.worker?.terminate()
  }

  private start(): Worker {
    const { program, data } = this.options
    const worker = new Worker(program, { workerData: data, resourceLimits: memory, stdout: true, stderr: true })
    // What the package might print is nobody's.
    worker.stdout.resume()
    worker.stderr.resume()
    worker.unref()
    worker.on('message', (message: Message) => {
      if ('unusable' in message) this.options.onUnusable(message.unusable)
      else this.end(message.id, message.verdict)
    })
    worker.on('error', (error) => {
      this.died(worker, `its thread died: ${error.message}`)
    })
    worker.on('exit', () => {
      this.died(worker, 'its thread ended')
    })
    return worker
  }

  /** Whatever it had is lost; the next one starts after a pause. */
  private died(worker: Worker | undefined, reason: string): void {
    if (worker === undefined || worker !== this.worker) return
    this.worker = undefined
    void worker.terminate()
    if (this.isClosed) return
    const pause = Math.min(pauses.first * 2 ** this.deaths++, pauses.longest)
    this.restart = setTimeout(() => {
      this.restart = undefined
      this.options.onRoom()
    }, pause)
    this.restart.unref()
    this.endAll(reason)
  }

  private endAll(reason: string): void {
    for (const id of [...this.jobs.keys()]) this.end(id, { outcome: 'failed', reason })
  }

  private end(id: number, verdict: Verdict): void {
    const entry = this.jobs.get(id)
    if (entry === undefined) return
    clearTimeout(entry.timer)
    this.jobs.delete(id)
    if (verdict.outcome !== 'failed') this.deaths = 0
    this.options.onVerdict(verdict, entry.job)
    this.options.onRoom()
  }
}
