// The face of impact: its operations.
export { impactRoutes } from './routes.ts'
