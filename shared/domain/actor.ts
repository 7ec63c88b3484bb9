import type { AttendantId, MerchantId, PartnerId, ResidentId, StaffId } from './ids.ts'

export type AdministratorRole = 'system' | 'business' | 'audit'

export interface ResidentActor {
  readonly kind: 'resident'
  readonly residentId: ResidentId
}

export interface StaffActor {
  readonly kind: 'staff'
  readonly staffId: StaffId
  readonly merchantId: MerchantId
  /** A clerk who stands in for the owner acts as one, except in what is the owner's alone. */
  readonly role: 'owner' | 'clerk'
  /** True for a clerk who stands in for the owner now. */
  readonly standsIn?: boolean
  /** Compared with residents' to keep staff from serving themselves. */
  readonly phoneIndex: string
}

export interface AttendantActor {
  readonly kind: 'attendant'
  readonly attendantId: AttendantId
  readonly phoneIndex: string
}

export interface PartnerActor {
  readonly kind: 'partner'
  readonly partnerId: PartnerId
  readonly code: string
  readonly actionTypes: readonly string[]
  readonly subjects: 'account' | 'bin'
}

export interface AdministratorActor {
  readonly kind: 'administrator'
  readonly administratorId: string
  readonly roles: readonly AdministratorRole[]
}

/** Who is asking. */
export type Actor = ResidentActor | StaffActor | AttendantActor | PartnerActor | AdministratorActor
