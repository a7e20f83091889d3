/** Called by jest once after all files. */
export default async function tearDown(): Promise<void> {
  await (globalThis as unknown as { tearDownMariadb?: () => Promise<void> }).tearDownMariadb?.()
}
