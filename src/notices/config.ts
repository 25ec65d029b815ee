// What notices are told when the service starts, and the addresses made from it. Pure.
import type { MailConfig } from './mailer.ts'

/** How notices reach people. */
export interface NoticesConfig {
  /**
   * The address under which people reach this service, with the prefix it is mounted under, if any:
   * `https://volunteering.example.org/boonday`.
   */
  readonly publicUrl: string
  readonly mail: MailConfig
}

const base = (config: NoticesConfig): string => config.publicUrl.replace(/\/+$/, '')

/** The address of a signed link. */
export const linkUrl = (config: NoticesConfig, token: string): string => `${base(config)}/l/${token}`

/** The address of a calendar feed. */
export const feedUrl = (config: NoticesConfig, token: string): string => `${base(config)}/calendar/${token}.ics`

/** The part of a calendar entry's id that makes it unique in the world. */
export const calendarDomain = (config: NoticesConfig): string => new URL(config.publicUrl).hostname
