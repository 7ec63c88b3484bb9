import { appealAdminRoutes } from '../appeals/admin-routes.ts'
import { auditRoutes } from '../audit/routes.ts'
import { createRouter } from '../http/router.ts'
import { ruleRoutes } from '../rules/routes.ts'
import { offlineAdminRoutes } from '../vouchers/offline-routes.ts'
import { merchantAdminRoutes } from './merchant-routes.ts'
import { partnerKeyRoutes } from './partner-key-routes.ts'
import { partnerAdminRoutes } from './partner-routes.ts'
import { restockAdminRoutes } from './restock-routes.ts'
import { reviewRoutes } from './review-routes.ts'
import { rewardAdminRoutes } from './reward-routes.ts'

/** Everything administrators do, under `/api/v1/admin`; signing in stands in the identity area. */
export const adminRoutes = createRouter()
  .route('/', ruleRoutes)
  .route('/', auditRoutes)
  .route('/', partnerAdminRoutes)
  .route('/', partnerKeyRoutes)
  .route('/', merchantAdminRoutes)
  .route('/', offlineAdminRoutes)
  .route('/', rewardAdminRoutes)
  .route('/', restockAdminRoutes)
  .route('/', reviewRoutes)
  .route('/', appealAdminRoutes)

export type AdminRoutes = typeof adminRoutes
