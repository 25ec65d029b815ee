// The face of incentives: its operations, what it hears, and what bookings brought for whoever reports it.
export { incentivesRoutes } from './routes.ts'
export { consumers } from './service.ts'
export { pointsByBooking } from './store.ts'
