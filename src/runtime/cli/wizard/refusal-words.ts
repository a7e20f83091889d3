import type { RefusalCode } from '../../refusal.ts'

/** What to do after a refusal of the runtime itself, in German; its English advice stands with each refusal. */
export const refusalWords: Partial<Readonly<Record<RefusalCode, string>>> = {
  CONTAINER_MISSING: 'Lösen Sie zuerst ein Ticket ein; dabei entsteht ein Container.',
  CONTAINER_AMBIGUOUS: 'Mehrere Container kommen in Frage; nennen Sie einen mit „opendepot-runtime … --serial“.',
  OTHER_MACHINE:
    'Die Containerdatei stammt von einem anderen Computer, oder dieser wurde stark verändert. Wählen Sie „neu installiert“.',
  MACHINE_UNREADABLE:
    'Dieser Computer lässt sich im Augenblick nicht erkennen; starten Sie ihn neu und versuchen Sie es wieder.',
  CONTAINER_NEWER: 'Die Containerdatei ist von einem neueren Programm; aktualisieren Sie dieses.',
  CONTAINER_DAMAGED: 'Die Containerdatei ist beschädigt. Wählen Sie „neu installiert“, um die Lizenzen zurückzuholen.',
  CONTAINER_BUSY: 'Ein anderes Programm arbeitet gerade mit dem Container; versuchen Sie es gleich noch einmal.',
  FILE_DAMAGED: 'Holen Sie die Datei noch einmal; sie kann unterwegs verändert oder abgeschnitten worden sein.',
  OTHER_CONTAINER: 'Importieren Sie die Datei auf dem Computer, dessen Anfrage sie beantwortet.',
  OTHER_FIRM: 'Die Datei kommt nicht vom Hersteller mit diesem Firm Code. Verwenden Sie sie nicht.',
  OTHER_ROOT: 'Die Datei kommt nicht vom Hersteller, dem dieser Container vertraut. Verwenden Sie sie nicht.',
  CERTIFICATE_TIME: 'Fragen Sie den Hersteller; sein Schlüssel braucht ein neues Zertifikat.',
  OLDER_EPOCH: 'Senden Sie eine neue Anfrage an das Depot; es unterschreibt mit seinem jetzigen Schlüssel.',
  TEST_FILE: 'Die Datei ist von einer Testinstallation; verwenden Sie das Depot für den echten Betrieb.',
  UPDATE_MISSING: 'Ein Update davor fehlt: importieren Sie es zuerst, oder wählen Sie „Updates abholen“.',
  HISTORY_DIFFERS: 'Senden Sie eine neue Anfrage; hilft das nicht, muss der Support des Herstellers es ansehen.',
  LICENSE_MISSING: 'Lassen Sie sich die Lizenzen dieses Computers und die des Tickets zeigen.',
  DEPOT_UNREACHABLE: 'Prüfen Sie Adresse und Netz und versuchen Sie es wieder; es geht nichts verloren.',
}
