import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again until the answer is right, for some seconds; gives the last answer, right or not. */
export async function eventually<Answer>(
  ask: () => Answer | Promise<Answer>,
  isRight: (answer: Answer) => boolean,
  seconds = 10,
): Promise<Answer> {
  for (const until = performance.now() + seconds * 1000; ;) {
    const answer = await ask()
    if (isRight(answer) || performance.now() > until) return answer
    await sleep(20)
  }
}
