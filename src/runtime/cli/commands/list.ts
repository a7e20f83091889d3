import { listLicenses } from '../../list-licenses.ts'
import type { Describe, Outcome, Workplace } from '../command.ts'
import { homeOf } from '../../container-folder.ts'
import { describeContainer } from '../output.ts'

export const describeList: Describe = (program, act) => {
  program.command('list').description('list containers and licenses').action(act(list))
}

async function list({ runtime }: Workplace): Promise<Outcome> {
  const containers = await listLicenses(runtime)
  const none = `There is no container ${homeOf(runtime).place}.`
  const json = containers.map((container) =>
    'refusal' in container ? { serial: container.serial, refused: container.refusal.code } : container,
  )
  return { lines: containers.length === 0 ? [none] : containers.flatMap(describeContainer), json: { containers: json } }
}
