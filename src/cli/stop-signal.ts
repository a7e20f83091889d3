/** Resolves at the first signal; the second one ends the process as signals do, whatever still runs. */
export function stopSignal(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM')
        resolve(signal)
      })
    }
  })
}
