import { z } from 'zod'
import { anyId, instant, nickname } from './fields.ts'
import { PartnerName } from './me.ts'
import { DeviceKey } from './rewards.ts'
import { Voucher } from './vouchers.ts'

const day = z.string()
const centipoints = z.number().int()

export const HouseholdMember = z
  .object({
    id: z.string(),
    nickname: z.string(),
    self: z.boolean(),
    /** 户主: invites and removes. */
    holder: z.boolean(),
    child: z.boolean(),
    joinedAt: instant,
  })
  .meta({ id: 'HouseholdMember' })

/** In whole percent; none: all to the member who bound the bin. */
const SplitShares = z.array(
  z.object({ memberId: z.string(), nickname: z.string(), percent: z.number().int() }),
)

export const Household = z
  .object({
    id: z.string(),
    since: instant,
    members: z.array(HouseholdMember),
    bins: z.array(z.object({ id: z.string(), partner: PartnerName, boundBy: z.string(), boundAt: instant })),
    /** What holds today. */
    split: SplitShares,
    /** Agreed, and holds from this Shanghai day. */
    splitNext: z.object({ from: day, shares: SplitShares }).nullable(),
    splitAsked: z
      .object({
        id: z.string(),
        shares: SplitShares,
        proposedBy: z.string(),
        /** Who has not agreed yet, by nickname. */
        waitingFor: z.array(z.string()),
        mayAgree: z.boolean(),
        mayWithdraw: z.boolean(),
      })
      .nullable(),
  })
  .meta({ id: 'Household' })

export const MyHousehold = z.object({ household: Household.nullable() }).meta({ id: 'MyHousehold' })

const invitationCode = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-HJ-NP-Z2-9]{8}$/)

export const HouseholdInvitation = z
  .object({ code: z.string(), expiresAt: instant })
  .meta({ id: 'HouseholdInvitation' })

export const InvitationShown = z.strictObject({ code: invitationCode }).meta({ id: 'InvitationShown' })

export const HouseholdPreview = z
  .object({ holder: z.string(), members: z.number().int() })
  .meta({ id: 'HouseholdPreview' })

export const JoinRequest = z
  .strictObject({ code: invitationCode, agreed: z.literal(true) })
  .meta({ id: 'JoinRequest' })

export const SplitRequest = z
  .strictObject({
    shares: z.array(z.strictObject({ memberId: anyId, percent: z.number().int().min(1).max(100) })).max(12),
  })
  .meta({ id: 'SplitRequest' })

export const SplitProposed = z.object({ id: z.string() }).meta({ id: 'SplitProposed' })

export const SharedDeed = z
  .object({
    activityId: z.string(),
    actionType: z.string(),
    occurredAt: instant,
    percent: z.number().int(),
    /** What the whole deed earned, and what came to me. */
    total: centipoints,
    centipoints,
  })
  .meta({ id: 'SharedDeed' })

export const SharedDeeds = z.object({ deeds: z.array(SharedDeed) }).meta({ id: 'SharedDeeds' })

export const ServedAct = z
  .object({
    id: z.string(),
    byKind: z.enum(['aide', 'guardian', 'attendant']),
    /** A nickname, or the community of an attendant. */
    by: z.string(),
    act: z.string(),
    subject: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number()])),
    at: instant,
  })
  .meta({ id: 'ServedAct' })

export const ServedActs = z.object({ acts: z.array(ServedAct) }).meta({ id: 'ServedActs' })

export const ChildRequest = z
  .strictObject({
    nickname,
    /** The month of the fourteenth birthday, such as `2031-05`. */
    minorUntil: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/),
    consent: z.literal(true),
  })
  .meta({ id: 'ChildRequest' })

export const ChildAdded = z.object({ id: z.string() }).meta({ id: 'ChildAdded' })

export const Child = z
  .object({
    id: z.string(),
    nickname: z.string(),
    minorUntil: z.string(),
    /** False from that month on. */
    minor: z.boolean(),
    spendable: centipoints,
    consentedAt: instant,
  })
  .meta({ id: 'Child' })

export const Children = z.object({ children: z.array(Child) }).meta({ id: 'Children' })

export const ChildDetail = Child.extend({
  carbon: z.number().int(),
  deeds: z.array(
    z.object({
      id: z.string(),
      actionType: z.string(),
      occurredAt: instant,
      centipoints,
      grams: z.number().int(),
    }),
  ),
  acts: z.array(ServedAct),
}).meta({ id: 'ChildDetail' })

export const RedeemForRequest = z
  .strictObject({ rewardId: anyId, deviceKey: DeviceKey })
  .meta({ id: 'RedeemForRequest' })

export const HelpRequest = z
  .strictObject({ memberId: anyId, monthlyCentipoints: z.number().int().min(100).max(10_000_000) })
  .meta({ id: 'HelpRequest' })

export const HelpOffered = z.object({ id: z.string() }).meta({ id: 'HelpOffered' })

export const Help = z
  .object({
    id: z.string(),
    /** The other side's nickname. */
    nickname: z.string(),
    monthlyCentipoints: centipoints,
    usedCentipoints: centipoints,
    accepted: z.boolean(),
    offeredAt: instant,
    /** What the owner can spend; told to a helper who has agreed. */
    spendable: centipoints.nullable(),
  })
  .meta({ id: 'Help' })

export const Helps = z.object({ helpers: z.array(Help), helping: z.array(Help) }).meta({ id: 'Helps' })

export const HelpedVoucher = z.object({ for: z.string(), voucher: Voucher }).meta({ id: 'HelpedVoucher' })
export const HelpedVouchers = z.object({ vouchers: z.array(HelpedVoucher) }).meta({ id: 'HelpedVouchers' })

export const SignedForm = z
  .object({
    id: z.string(),
    purpose: z.enum(['terms', 'consent', 'household', 'help']),
    bytes: z.number().int(),
    community: z.string(),
    recordedAt: instant,
  })
  .meta({ id: 'SignedForm' })
export const SignedForms = z.object({ forms: z.array(SignedForm) }).meta({ id: 'SignedForms' })
export const FormPicture = z
  .object({
    mediaType: z.enum(['image/jpeg', 'image/png', 'image/webp']),
    /** In base64. */
    picture: z.string(),
  })
  .meta({ id: 'FormPicture' })
