// Sends one message: over SMTP, or into a folder as .eml files for development and the demo. Nothing is logged here, and an
// error says what the server answered by its codes only: its words may hold an address.
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { isMailAddress, type Mailbox, parseMailbox } from './address.ts'
import { withoutControls } from './html.ts'

/** Where mail comes from and how it leaves: an SMTP url (`smtps://user:secret@host`) or a folder. */
export type MailConfig = { readonly from: string } & ({ readonly smtpUrl: string } | { readonly folder: string })

/** A message ready to leave. */
export interface Message {
  /** Stays the same however often it is tried: the delivery's id. */
  readonly deliveryId: string
  /** What it is about, for the name of the file: `body-asked`. */
  readonly topic: string
  readonly to: Mailbox
  readonly subject: string
  /** Complete by itself. */
  readonly text: string
  readonly html: string
  /** An iMIP part: `method` is that of the calendar inside. */
  readonly calendar?: { readonly method: 'REQUEST' | 'CANCEL'; readonly content: string }
}

/** Whatever takes mail out of the house: an SMTP server, or a folder on this machine. */
export interface Mailer {
  /** The sender, who is the organizer of every invitation. */
  readonly from: Mailbox
  /** Sends it, or throws an error without personal data. Sending the same delivery twice gives the same Message-ID. */
  send(message: Message): Promise<void>
  /** Closes open connections. */
  close(): void
}

/** Builds the mailer of a configuration. A sender that is no address is a mistake of whoever configured it. */
export const createMailer = (config: MailConfig): Mailer => {
  const from = parseMailbox(config.from)
  if (from === null) throw new Error('mail.from has to be one address, alone or as "Name <address>"')
  return 'folder' in config ? folderMailer(from, config.folder) : smtpMailer(from, config.smtpUrl)
}

const smtpMailer = (from: Mailbox, url: string): Mailer => {
  const transport = createTransport(url, {})
  return {
    from,
    send: async (message) => {
      const options = optionsOf(from, message)
      try {
        await transport.sendMail(options)
      } catch (error) {
        throw mailError('MailNotTaken', `the mail server did not take the message: ${codesOf(error)}`)
      }
    },
    close: () => transport.close(),
  }
}

/** The name of a file begins with the delivery's id, which sorts by time; a repeated delivery writes the same file again. */
const folderMailer = (from: Mailbox, folder: string): Mailer => {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' })
  return {
    from,
    send: async (message) => {
      const sent = await transport.sendMail(optionsOf(from, message))
      const name = `${message.deliveryId}-${message.topic}`.replace(/[^\w-]/g, '_')
      await mkdir(folder, { recursive: true })
      await writeFile(join(folder, `.${name}.part`), sent.message as Buffer)
      await rename(join(folder, `.${name}.part`), join(folder, `${name}.eml`))
    },
    close: () => transport.close(),
  }
}

const optionsOf = (from: Mailbox, message: Message): SendMailOptions => {
  if (!isMailAddress(message.to.address))
    throw mailError('MailAddressUnusable', 'the recipient has no usable mail address')
  const domain = from.address.slice(from.address.lastIndexOf('@') + 1)
  return {
    from: addressOf(from),
    to: addressOf(message.to),
    subject: withoutControls(message.subject),
    messageId: `<${message.deliveryId.replace(/[^\w-]/g, '_')}@${domain}>`,
    text: message.text,
    html: message.html,
    // RFC 3834: no out-of-office answers to these.
    headers: { 'Auto-Submitted': 'auto-generated' },
    xMailer: false,
    disableFileAccess: true,
    disableUrlAccess: true,
    // RFC 6047: the method parameter of the part has to equal the METHOD inside.
    ...(message.calendar === undefined
      ? {}
      : { icalEvent: { method: message.calendar.method, content: message.calendar.content, filename: 'invite.ics' } }),
  }
}

/** An error whose name says what kind it is: the name is all that is kept of a failed delivery. */
const mailError = (name: string, text: string): Error => Object.assign(new Error(text), { name })

const addressOf = (mailbox: Mailbox): { name: string; address: string } => ({
  name: withoutControls(mailbox.name ?? ''),
  address: mailbox.address,
})

const codesOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return 'unknown'
  const codes = ['code', 'responseCode', 'command'].flatMap((name) => {
    const value = (error as Record<string, unknown>)[name]
    return typeof value === 'string' || typeof value === 'number' ? [String(value)] : []
  })
  return codes.join(' ') || 'unknown'
}
