// The face of notices: mail, calendar invitations and feeds, signed links and their pages.
export type { NoticesConfig } from './config.ts'
export { noticesConsumers } from './consumers.ts'
export { purgeLinks } from './links.ts'
export { noticesRoutes } from './routes.ts'
