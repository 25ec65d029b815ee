// The face of incentives: its operations, what it hears, and points for whoever reports them.
export { incentivesRoutes } from './routes.ts'
export { consumers, pointsOf } from './service.ts'
export { pointsByBooking } from './store.ts'
