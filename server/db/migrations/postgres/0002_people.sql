CREATE TABLE "deed_share" (
	"activity_id" text NOT NULL,
	"resident_id" text NOT NULL,
	"place" bigint NOT NULL,
	"percent" bigint NOT NULL,
	CONSTRAINT "deed_share_activity_id_resident_id_pk" PRIMARY KEY("activity_id","resident_id"),
	CONSTRAINT "deed_share_percent" CHECK ("deed_share"."percent" between 1 and 100)
);
--> statement-breakpoint
CREATE TABLE "appeal" (
	"id" text PRIMARY KEY NOT NULL,
	"resident_id" text NOT NULL,
	"action_type" text NOT NULL,
	"partner_id" text,
	"deed_on" text NOT NULL,
	"deed_at" text,
	"words_sealed" text NOT NULL,
	"findings" jsonb NOT NULL,
	"state" text NOT NULL,
	"filed_at" timestamp (3) with time zone NOT NULL,
	"due_on" text NOT NULL,
	"asked_at" timestamp (3) with time zone,
	"decided_at" timestamp (3) with time zone,
	"decided_by" text,
	"activity_id" text,
	"reason" jsonb,
	CONSTRAINT "appeal_waits" CHECK (("appeal"."state" in ('open', 'asked')) = ("appeal"."decided_at" is null)),
	CONSTRAINT "appeal_credited" CHECK (("appeal"."state" = 'granted') = ("appeal"."activity_id" is not null)),
	CONSTRAINT "appeal_says_why" CHECK (("appeal"."state" = 'refused') = ("appeal"."reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "desk_tally" (
	"key" text PRIMARY KEY NOT NULL,
	"used" bigint NOT NULL,
	"most" bigint NOT NULL,
	CONSTRAINT "desk_tally_within" CHECK ("desk_tally"."used" >= 0 and "desk_tally"."used" <= "desk_tally"."most")
);
--> statement-breakpoint
CREATE TABLE "printed_voucher" (
	"code_index" text PRIMARY KEY NOT NULL,
	"voucher_id" text NOT NULL,
	"printed_by" text NOT NULL,
	"printed_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "signed_form" (
	"id" text PRIMARY KEY NOT NULL,
	"resident_id" text NOT NULL,
	"attendant_id" text NOT NULL,
	"purpose" text NOT NULL,
	"media_type" text NOT NULL,
	"bytes" bigint NOT NULL,
	"sealed" text NOT NULL,
	"recorded_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "help_grant" (
	"id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"aide_id" text NOT NULL,
	"monthly_centipoints" bigint NOT NULL,
	"offered_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "help_grant_two" CHECK ("help_grant"."owner_id" <> "help_grant"."aide_id"),
	CONSTRAINT "help_grant_monthly" CHECK ("help_grant"."monthly_centipoints" > 0)
);
--> statement-breakpoint
CREATE TABLE "helped_voucher" (
	"voucher_id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"by_kind" text NOT NULL,
	"by_id" text NOT NULL,
	"grant_id" text,
	"centipoints" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "household_invitation" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"household_id" text NOT NULL,
	"invited_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"used_by" text
);
--> statement-breakpoint
CREATE TABLE "household_split" (
	"id" text PRIMARY KEY NOT NULL,
	"household_id" text NOT NULL,
	"shares" jsonb NOT NULL,
	"proposed_by" text NOT NULL,
	"proposed_at" timestamp (3) with time zone NOT NULL,
	"effective_on" text,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "served_act" (
	"id" text PRIMARY KEY NOT NULL,
	"resident_id" text NOT NULL,
	"by_kind" text NOT NULL,
	"by_id" text NOT NULL,
	"act" text NOT NULL,
	"subject" text NOT NULL,
	"facts" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "split_vote" (
	"split_id" text NOT NULL,
	"resident_id" text NOT NULL,
	"agreed_at" timestamp (3) with time zone,
	CONSTRAINT "split_vote_split_id_resident_id_pk" PRIMARY KEY("split_id","resident_id")
);
--> statement-breakpoint
CREATE TABLE "ward" (
	"child_id" text PRIMARY KEY NOT NULL,
	"guardian_id" text NOT NULL,
	"household_id" text NOT NULL,
	"minor_until" text NOT NULL,
	"consent_version" bigint NOT NULL,
	"consented_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "line_objection" (
	"id" text PRIMARY KEY NOT NULL,
	"settlement_id" text NOT NULL,
	"voucher_step_id" text NOT NULL,
	"reason" text NOT NULL,
	"by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "handover" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"from_staff_id" text NOT NULL,
	"to_staff_id" text NOT NULL,
	"offered_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"agreed" boolean
);
--> statement-breakpoint
CREATE TABLE "offline_pack" (
	"id" text PRIMARY KEY NOT NULL,
	"device_id" text NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"until" timestamp (3) with time zone NOT NULL,
	"limit_fen" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff_invitation" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"nickname" text NOT NULL,
	"code_hash" text NOT NULL,
	"invited_by" text NOT NULL,
	"invited_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"used_by" text
);
--> statement-breakpoint
CREATE TABLE "till_device" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"name" text NOT NULL,
	"public_key" text NOT NULL,
	"registered_by" text NOT NULL,
	"registered_at" timestamp (3) with time zone NOT NULL,
	"used_by" text NOT NULL,
	"synced_at" timestamp (3) with time zone,
	"clock_ahead_ms" bigint DEFAULT 0 NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revoked_by" text
);
--> statement-breakpoint
CREATE TABLE "restock_plan" (
	"id" text PRIMARY KEY NOT NULL,
	"reward_id" text NOT NULL,
	"due_on" text NOT NULL,
	"units" bigint NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	CONSTRAINT "restock_plan_units" CHECK ("restock_plan"."units" > 0),
	CONSTRAINT "restock_plan_ended" CHECK (("restock_plan"."state" = 'planned') = ("restock_plan"."ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "waiting_place" (
	"id" text PRIMARY KEY NOT NULL,
	"reward_id" text NOT NULL,
	"resident_id" text NOT NULL,
	"number" bigint NOT NULL,
	"state" text NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	"offered_at" timestamp (3) with time zone,
	"offer_until" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"voucher_id" text,
	CONSTRAINT "waiting_place_offered" CHECK ("waiting_place"."state" <> 'offered' or "waiting_place"."offer_until" is not null),
	CONSTRAINT "waiting_place_redeemed" CHECK (("waiting_place"."state" = 'redeemed') = ("waiting_place"."voucher_id" is not null)),
	CONSTRAINT "waiting_place_ended" CHECK (("waiting_place"."state" in ('waiting', 'offered')) = ("waiting_place"."ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "offline_acceptance" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"device_id" text NOT NULL,
	"pack_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"sent_by" text NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"voucher_id" text,
	"settlement_fen" bigint NOT NULL,
	"outcome" text NOT NULL,
	"code" text,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "undo_request" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"voucher_id" text NOT NULL,
	"reason" text NOT NULL,
	"asked_by" text NOT NULL,
	"asked_at" timestamp (3) with time zone NOT NULL,
	"state" text NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone
);
--> statement-breakpoint
ALTER TABLE "session" ADD COLUMN "device" text;--> statement-breakpoint
ALTER TABLE "staff" ADD COLUMN "stands_in_through" text;--> statement-breakpoint
ALTER TABLE "reward" ADD COLUMN "street" text;--> statement-breakpoint
ALTER TABLE "reward" ADD COLUMN "picture" text;--> statement-breakpoint
ALTER TABLE "reward" ADD COLUMN "search_text" text;--> statement-breakpoint
ALTER TABLE "reward" ADD COLUMN "waiting" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "reward" ADD COLUMN "reserved" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX "deed_share_resident" ON "deed_share" USING btree ("resident_id","activity_id");--> statement-breakpoint
CREATE INDEX "appeal_resident" ON "appeal" USING btree ("resident_id","filed_at","id");--> statement-breakpoint
CREATE INDEX "appeal_waiting" ON "appeal" USING btree ("due_on","id") WHERE "appeal"."decided_at" is null;--> statement-breakpoint
CREATE INDEX "appeal_answered" ON "appeal" USING btree ("decided_at","id") WHERE "appeal"."decided_at" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "printed_voucher_now" ON "printed_voucher" USING btree ("voucher_id") WHERE "printed_voucher"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "signed_form_resident" ON "signed_form" USING btree ("resident_id","recorded_at");--> statement-breakpoint
CREATE UNIQUE INDEX "help_grant_now" ON "help_grant" USING btree ("owner_id","aide_id") WHERE "help_grant"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "help_grant_aide" ON "help_grant" USING btree ("aide_id");--> statement-breakpoint
CREATE INDEX "helped_voucher_by" ON "helped_voucher" USING btree ("by_id","at");--> statement-breakpoint
CREATE INDEX "helped_voucher_grant" ON "helped_voucher" USING btree ("grant_id","at");--> statement-breakpoint
CREATE INDEX "household_invitation_household" ON "household_invitation" USING btree ("household_id","created_at");--> statement-breakpoint
CREATE INDEX "household_split_household" ON "household_split" USING btree ("household_id","proposed_at");--> statement-breakpoint
CREATE UNIQUE INDEX "household_split_open" ON "household_split" USING btree ("household_id") WHERE "household_split"."effective_on" is null and "household_split"."ended_at" is null;--> statement-breakpoint
CREATE INDEX "served_act_resident" ON "served_act" USING btree ("resident_id","at","id");--> statement-breakpoint
CREATE INDEX "served_act_by" ON "served_act" USING btree ("by_id","at","id");--> statement-breakpoint
CREATE INDEX "ward_guardian" ON "ward" USING btree ("guardian_id");--> statement-breakpoint
CREATE INDEX "ward_household" ON "ward" USING btree ("household_id");--> statement-breakpoint
CREATE INDEX "line_objection_settlement" ON "line_objection" USING btree ("settlement_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "handover_open" ON "handover" USING btree ("merchant_id") WHERE "handover"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "offline_pack_device" ON "offline_pack" USING btree ("device_id","until");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_invitation_code" ON "staff_invitation" USING btree ("code_hash");--> statement-breakpoint
CREATE INDEX "staff_invitation_merchant" ON "staff_invitation" USING btree ("merchant_id","invited_at");--> statement-breakpoint
CREATE UNIQUE INDEX "till_device_key" ON "till_device" USING btree ("public_key");--> statement-breakpoint
CREATE INDEX "till_device_merchant" ON "till_device" USING btree ("merchant_id");--> statement-breakpoint
CREATE INDEX "restock_plan_due" ON "restock_plan" USING btree ("due_on","id") WHERE "restock_plan"."state" = 'planned';--> statement-breakpoint
CREATE INDEX "restock_plan_reward" ON "restock_plan" USING btree ("reward_id","due_on");--> statement-breakpoint
CREATE UNIQUE INDEX "waiting_place_number" ON "waiting_place" USING btree ("reward_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "waiting_place_open" ON "waiting_place" USING btree ("resident_id","reward_id") WHERE "waiting_place"."state" in ('waiting', 'offered');--> statement-breakpoint
CREATE INDEX "waiting_place_queue" ON "waiting_place" USING btree ("reward_id","number") WHERE "waiting_place"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX "waiting_place_offer" ON "waiting_place" USING btree ("offer_until") WHERE "waiting_place"."state" = 'offered';--> statement-breakpoint
CREATE INDEX "waiting_place_resident" ON "waiting_place" USING btree ("resident_id","joined_at");--> statement-breakpoint
CREATE INDEX "offline_acceptance_merchant" ON "offline_acceptance" USING btree ("merchant_id","received_at","id");--> statement-breakpoint
CREATE INDEX "offline_acceptance_pack" ON "offline_acceptance" USING btree ("pack_id");--> statement-breakpoint
CREATE INDEX "offline_acceptance_voucher" ON "offline_acceptance" USING btree ("voucher_id");--> statement-breakpoint
CREATE UNIQUE INDEX "undo_request_open" ON "undo_request" USING btree ("voucher_id") WHERE "undo_request"."state" = 'open';--> statement-breakpoint
CREATE INDEX "undo_request_merchant" ON "undo_request" USING btree ("merchant_id","asked_at");--> statement-breakpoint
CREATE INDEX "resident_closed" ON "resident" USING btree ("id") WHERE "resident"."closed_at" is not null;--> statement-breakpoint
CREATE INDEX "session_expiry" ON "session" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "sign_in_code_created" ON "sign_in_code" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "reward_by_price" ON "reward" USING btree ("published","price_centipoints","id");