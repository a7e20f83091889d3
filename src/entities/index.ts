/** Every entity; the data source knows these and no other. */
import { FirmCode } from './firm-code.ts'
import { FirmKey } from './firm-key.ts'
import { Item } from './item.ts'
import { ItemVersion } from './item-version.ts'
import { ContainerTypeRow } from './container-type.ts'
import { Order } from './order.ts'
import { OrderLine } from './order-line.ts'
import { Ticket } from './ticket.ts'
import { License } from './license.ts'
import { LedgerEvent } from './ledger-event.ts'
import { LedgerHead } from './ledger-head.ts'
import { LedgerTip } from './ledger-tip.ts'
import { LeaseRow } from './lease.ts'
import { RequestKey } from './request-key.ts'
import { Container } from './container.ts'
import { ContainerPart } from './container-part.ts'
import { Chain } from './chain.ts'
import { Step } from './step.ts'
import { Transfer } from './transfer.ts'
import { Consumption } from './consumption.ts'
import { VendorAction } from './vendor-action.ts'
import { Trial } from './trial.ts'
import { MoveDecisionRow } from './move-decision.ts'
import { Move } from './move.ts'
import { MoveRequest } from './move-request.ts'
import { BlockedGeneration } from './blocked-generation.ts'
import { Notice } from './notice.ts'
import { ContainerOwner } from './container-owner.ts'
import { CredentialRow } from './credential.ts'
import { Session } from './session.ts'
import { Seat } from './seat.ts'
import { FirstUse } from './first-use.ts'
import { Renewal } from './renewal.ts'
import { Client } from './client.ts'
import { ClientCertificate } from './client-certificate.ts'
import { UsedNonce } from './used-nonce.ts'
import { ClientSecret } from './client-secret.ts'
import { AttemptCount } from './attempt-count.ts'
import { Setting } from './setting.ts'
import { User } from './user.ts'
import { ItemMonth } from './item-month.ts'
import { LedgerReader } from './ledger-reader.ts'

export const entities = [
  FirmCode,
  FirmKey,
  Item,
  ItemVersion,
  ContainerTypeRow,
  Order,
  OrderLine,
  Ticket,
  License,
  LedgerEvent,
  LedgerTip,
  LedgerHead,
  LeaseRow,
  RequestKey,
  Container,
  ContainerPart,
  Chain,
  Step,
  Transfer,
  Consumption,
  VendorAction,
  Trial,
  MoveDecisionRow,
  Move,
  MoveRequest,
  Renewal,
  BlockedGeneration,
  Notice,
  ContainerOwner,
  CredentialRow,
  Session,
  Seat,
  FirstUse,
  Client,
  ClientSecret,
  ClientCertificate,
  UsedNonce,
  AttemptCount,
  Setting,
  User,
  ItemMonth,
  LedgerReader,
]
