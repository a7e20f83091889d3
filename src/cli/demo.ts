import { join, relative } from 'node:path'
import { play, setUp } from '../demo/play.ts'
import { scriptTo } from '../demo/script.ts'
import { openServer, setStage } from '../demo/stage.ts'
import { packageRoot } from '../version.ts'
import type { Register } from './run.ts'
import { stopSignal } from './stop-signal.ts'

/** `opendepot demo`: plays one order from the ERP to the verified license, then keeps serving. */
export const registerDemo: Register = (program, { terminal, run }) => {
  program
    .command('demo')
    .description(
      'play one order → ticket → activation → verified license in a throw-away installation, then keep serving',
    )
    .option('--once', 'stop after the play')
    .action(async ({ once = false }: { once?: boolean }) => {
      const stage = await setStage(terminal.env, terminal.random(24).toString('base64url'))
      const tell = (text: string) => {
        terminal.out(text)
      }
      try {
        const script = scriptTo(tell, stage.env, run, catalogue)
        const secret = await setUp(script)
        const server = await openServer(stage)
        try {
          script.say(`The server listens on ${server.url}.`)
          const ticketId = await play(server.url, secret, stage, script, terminal)
          if (once) return
          tell(outlook(server.url, secret, ticketId))
          await stopSignal()
        } finally {
          await server.close()
        }
      } finally {
        await stage.clear()
      }
    })
}

/** The sample catalogue; as it would be typed, where the demo runs in the project. */
const catalogue = shortest(join(packageRoot, 'examples', 'catalogue.yaml'))

function shortest(path: string): string {
  const typed = relative(process.cwd(), path)
  return typed.startsWith('..') ? path : typed
}

function outlook(url: string, secret: string, ticketId: string): string {
  return `
It keeps serving; Ctrl+C stops it and removes what it made.

   ${url}/                   what is here
   ${url}/soap/sales?wsdl    contract of the Sales Interface (admin and depot alike)
   ${url}/readyz             is it ready?   ${url}/metrics   numbers

Look at the ticket as the ERP would:

   curl -u erp:${secret} -H 'Content-Type: text/xml' ${url}/soap/sales -d '
   <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>
   <GetTicket xmlns="urn:opendepot:sales:v1"><ticketId>${ticketId}</ticketId></GetTicket></s:Body></s:Envelope>'

`
}
