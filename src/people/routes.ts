// All operations of people, composed.
import type { FastifyInstance } from 'fastify'
import type { Surroundings } from '../http/index.ts'
import { accessRoutes } from './access-routes.ts'
import { arrivalRoutes } from './arrival-routes.ts'
import { meRoutes } from './me-routes.ts'
import { personRoutes } from './person-routes.ts'

/** Registers the operations of people. */
export const peopleRoutes = (app: FastifyInstance, around: Surroundings): void => {
  meRoutes(app, around)
  personRoutes(app, around)
  arrivalRoutes(app, around)
  accessRoutes(app, around)
}
