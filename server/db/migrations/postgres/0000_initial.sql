CREATE TABLE "activity" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"source_activity_id" text NOT NULL,
	"revision" bigint NOT NULL,
	"resident_id" text NOT NULL,
	"household_id" text,
	"action_type" text NOT NULL,
	"evidence" text NOT NULL,
	"outcome" text NOT NULL,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"facts" jsonb NOT NULL,
	"merchant_id" text,
	"staff_id" text,
	"device_id" text,
	"replaces" text,
	CONSTRAINT "activity_revision" CHECK ("activity"."revision" >= 1)
);
--> statement-breakpoint
CREATE TABLE "claim" (
	"source" text NOT NULL,
	"source_activity_id" text NOT NULL,
	"activity_id" text NOT NULL,
	"resident_id" text NOT NULL,
	"class" text NOT NULL,
	"from_at" timestamp (3) with time zone NOT NULL,
	"until_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "claim_source_source_activity_id_pk" PRIMARY KEY("source","source_activity_id"),
	CONSTRAINT "claim_window" CHECK ("claim"."until_at" > "claim"."from_at")
);
--> statement-breakpoint
CREATE TABLE "decision" (
	"activity_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"centipoints" bigint NOT NULL,
	"grams" bigint NOT NULL,
	"expires_on" text,
	"receipt" jsonb NOT NULL,
	"decided_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "decision_activity_id_seq_pk" PRIMARY KEY("activity_id","seq"),
	CONSTRAINT "decision_amounts" CHECK ("decision"."centipoints" >= 0 and "decision"."grams" >= 0)
);
--> statement-breakpoint
CREATE TABLE "event_key" (
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"source_activity_id" text NOT NULL,
	"revision" bigint NOT NULL,
	"activity_id" text NOT NULL,
	CONSTRAINT "event_key_source_event_id_pk" PRIMARY KEY("source","event_id")
);
--> statement-breakpoint
CREATE TABLE "refused_event" (
	"id" text PRIMARY KEY NOT NULL,
	"source" text NOT NULL,
	"event_id" text NOT NULL,
	"action_type" text,
	"resident_id" text,
	"code" text NOT NULL,
	"fact" text,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "review" (
	"activity_id" text PRIMARY KEY NOT NULL,
	"outcome" text NOT NULL,
	"reason" text NOT NULL,
	"reviewer_id" text NOT NULL,
	"reviewed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "tally" (
	"key" text PRIMARY KEY NOT NULL,
	"used" bigint NOT NULL,
	"most" bigint,
	CONSTRAINT "tally_within" CHECK ("tally"."used" >= 0 and ("tally"."most" is null or "tally"."used" <= "tally"."most"))
);
--> statement-breakpoint
CREATE TABLE "tally_use" (
	"activity_id" text NOT NULL,
	"seq" bigint NOT NULL,
	"key" text NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "tally_use_activity_id_seq_key_pk" PRIMARY KEY("activity_id","seq","key")
);
--> statement-breakpoint
CREATE TABLE "trip_detail" (
	"activity_id" text PRIMARY KEY NOT NULL,
	"places" jsonb NOT NULL,
	"delete_on" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_entry" (
	"id" text PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
CREATE TABLE "idempotent_answer" (
	"actor" text NOT NULL,
	"key" text NOT NULL,
	"route" text NOT NULL,
	"fingerprint" text NOT NULL,
	"status" bigint NOT NULL,
	"body" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotent_answer_actor_key_pk" PRIMARY KEY("actor","key")
);
--> statement-breakpoint
CREATE TABLE "administrator" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"roles" jsonb NOT NULL,
	"password_hash" text NOT NULL,
	"totp_sealed" text NOT NULL,
	"totp_step" bigint NOT NULL,
	"failed_tries" bigint NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"active" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"key" text PRIMARY KEY NOT NULL,
	"tried" bigint NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attendant" (
	"id" text PRIMARY KEY NOT NULL,
	"phone_index" text NOT NULL,
	"phone_sealed" text NOT NULL,
	"community" text NOT NULL,
	"active" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "bin_code" (
	"id" text PRIMARY KEY NOT NULL,
	"household_id" text NOT NULL,
	"resident_id" text NOT NULL,
	"partner_id" text NOT NULL,
	"code_index" text NOT NULL,
	"proof" text NOT NULL,
	"bound_at" timestamp (3) with time zone NOT NULL,
	"unbound_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "binding" (
	"id" text PRIMARY KEY NOT NULL,
	"resident_id" text NOT NULL,
	"partner_id" text NOT NULL,
	"external_index" text NOT NULL,
	"external_sealed" text NOT NULL,
	"proof" text NOT NULL,
	"bound_at" timestamp (3) with time zone NOT NULL,
	"unbound_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "binding_code" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"kind" text NOT NULL,
	"external_index" text NOT NULL,
	"external_sealed" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "card" (
	"id" text PRIMARY KEY NOT NULL,
	"resident_id" text NOT NULL,
	"code_index" text NOT NULL,
	"state" text NOT NULL,
	"issued_by" text NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone,
	"replaced_by" text
);
--> statement-breakpoint
CREATE TABLE "consent" (
	"id" text PRIMARY KEY NOT NULL,
	"resident_id" text NOT NULL,
	"action_type" text NOT NULL,
	"partner_id" text NOT NULL,
	"version" bigint NOT NULL,
	"channel" text NOT NULL,
	"attendant_id" text,
	"granted_at" timestamp (3) with time zone NOT NULL,
	"withdrawn_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "household" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "household_member" (
	"id" text PRIMARY KEY NOT NULL,
	"household_id" text NOT NULL,
	"resident_id" text NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	"left_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "resident" (
	"id" text PRIMARY KEY NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "resident_secret" (
	"resident_id" text PRIMARY KEY NOT NULL,
	"wrapped_key" text NOT NULL,
	"phone_index" text NOT NULL,
	"phone_sealed" text NOT NULL,
	"nickname_sealed" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "session" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"audience" text NOT NULL,
	"subject_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "sign_in_code" (
	"id" text PRIMARY KEY NOT NULL,
	"phone_index" text NOT NULL,
	"audience" text NOT NULL,
	"code_hash" text NOT NULL,
	"tries_left" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "sign_in_code_tries" CHECK ("sign_in_code"."tries_left" >= 0)
);
--> statement-breakpoint
CREATE TABLE "budget" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"source" text NOT NULL,
	"fiscal_year" bigint NOT NULL,
	"appropriated" bigint NOT NULL,
	"balance" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "budget_balance" CHECK ("budget"."balance" >= 0 and "budget"."balance" <= "budget"."appropriated")
);
--> statement-breakpoint
CREATE TABLE "lot" (
	"resident_id" text NOT NULL,
	"expires_on" text NOT NULL,
	"remaining" bigint NOT NULL,
	CONSTRAINT "lot_resident_id_expires_on_pk" PRIMARY KEY("resident_id","expires_on"),
	CONSTRAINT "lot_remaining" CHECK ("lot"."remaining" >= 0)
);
--> statement-breakpoint
CREATE TABLE "lot_move" (
	"reference" text NOT NULL,
	"expires_on" text NOT NULL,
	"resident_id" text NOT NULL,
	"amount" bigint NOT NULL,
	CONSTRAINT "lot_move_reference_expires_on_pk" PRIMARY KEY("reference","expires_on"),
	CONSTRAINT "lot_move_amount" CHECK ("lot_move"."amount" <> 0)
);
--> statement-breakpoint
CREATE TABLE "transfer" (
	"reference" text PRIMARY KEY NOT NULL,
	"template" text NOT NULL,
	"asset" text NOT NULL,
	"debit" text NOT NULL,
	"credit" text NOT NULL,
	"amount" bigint NOT NULL,
	"resident_id" text,
	"occurred_at" timestamp (3) with time zone NOT NULL,
	"posted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "transfer_amount" CHECK ("transfer"."amount" > 0),
	CONSTRAINT "transfer_two_accounts" CHECK ("transfer"."debit" <> "transfer"."credit")
);
--> statement-breakpoint
CREATE TABLE "wallet" (
	"resident_id" text PRIMARY KEY NOT NULL,
	"spendable" bigint DEFAULT 0 NOT NULL,
	"held" bigint DEFAULT 0 NOT NULL,
	"debt" bigint DEFAULT 0 NOT NULL,
	"carbon" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "wallet_spendable" CHECK ("wallet"."spendable" >= 0),
	CONSTRAINT "wallet_held" CHECK ("wallet"."held" >= 0),
	CONSTRAINT "wallet_debt" CHECK ("wallet"."debt" >= 0),
	CONSTRAINT "wallet_carbon" CHECK ("wallet"."carbon" >= 0)
);
--> statement-breakpoint
CREATE TABLE "attestation" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"staff_id" text NOT NULL,
	"device_id" text,
	"action_type" text NOT NULL,
	"diners" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "attestation_code" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"attestation_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_by" text,
	"used_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "merchant" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"address" text NOT NULL,
	"active" boolean NOT NULL,
	"demo" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settlement" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"from_on" text NOT NULL,
	"through_on" text NOT NULL,
	"state" text NOT NULL,
	"lines" bigint NOT NULL,
	"total_fen" bigint NOT NULL,
	"dispute_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"decided_at" timestamp (3) with time zone,
	"paid_at" timestamp (3) with time zone,
	"payment_reference" text,
	CONSTRAINT "settlement_days" CHECK ("settlement"."through_on" >= "settlement"."from_on")
);
--> statement-breakpoint
CREATE TABLE "settlement_line" (
	"voucher_step_id" text PRIMARY KEY NOT NULL,
	"settlement_id" text NOT NULL,
	"voucher_id" text NOT NULL,
	"amount_fen" bigint NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "staff" (
	"id" text PRIMARY KEY NOT NULL,
	"merchant_id" text NOT NULL,
	"phone_index" text NOT NULL,
	"phone_sealed" text NOT NULL,
	"nickname" text NOT NULL,
	"role" text NOT NULL,
	"active" boolean NOT NULL,
	"wrong_numbers" bigint DEFAULT 0 NOT NULL,
	"numbers_locked_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "partner" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"action_types" jsonb NOT NULL,
	"subjects" text NOT NULL,
	"secret_hash" text NOT NULL,
	"active" boolean NOT NULL,
	"demo" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "partner_key" (
	"id" text PRIMARY KEY NOT NULL,
	"partner_id" text NOT NULL,
	"kid" text NOT NULL,
	"public_key" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"ended_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "used_assertion" (
	"partner_id" text NOT NULL,
	"jti" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "used_assertion_partner_id_jti_pk" PRIMARY KEY("partner_id","jti")
);
--> statement-breakpoint
CREATE TABLE "reward" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"title" jsonb NOT NULL,
	"description" jsonb NOT NULL,
	"merchant_id" text NOT NULL,
	"price_centipoints" bigint NOT NULL,
	"settlement_fen" bigint NOT NULL,
	"payer" text NOT NULL,
	"fiscal_year" bigint NOT NULL,
	"stock" bigint NOT NULL,
	"per_person" bigint NOT NULL,
	"on_sale_from" timestamp (3) with time zone NOT NULL,
	"on_sale_until" timestamp (3) with time zone,
	"valid_days" bigint NOT NULL,
	"published" boolean NOT NULL,
	"demo" boolean NOT NULL,
	"sort" bigint NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reward_stock" CHECK ("reward"."stock" >= 0),
	CONSTRAINT "reward_price" CHECK ("reward"."price_centipoints" > 0 and "reward"."settlement_fen" >= 0 and "reward"."per_person" > 0)
);
--> statement-breakpoint
CREATE TABLE "reward_use" (
	"reward_id" text NOT NULL,
	"resident_id" text NOT NULL,
	"used" bigint NOT NULL,
	"most" bigint NOT NULL,
	CONSTRAINT "reward_use_resident_id_reward_id_pk" PRIMARY KEY("resident_id","reward_id"),
	CONSTRAINT "reward_use_within" CHECK ("reward_use"."used" >= 0 and "reward_use"."used" <= "reward_use"."most")
);
--> statement-breakpoint
CREATE TABLE "rule_book_stamp" (
	"id" bigint PRIMARY KEY NOT NULL,
	"stamp" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rule_version" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"version" bigint NOT NULL,
	"action_type" text NOT NULL,
	"state" text NOT NULL,
	"body" jsonb NOT NULL,
	"body_hash" text NOT NULL,
	"effective_from" timestamp (3) with time zone,
	"effective_until" timestamp (3) with time zone,
	"author_id" text NOT NULL,
	"approver_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"approved_at" timestamp (3) with time zone,
	"scheduled_at" timestamp (3) with time zone,
	CONSTRAINT "rule_version_four_eyes" CHECK ("rule_version"."approver_id" is null or "rule_version"."approver_id" <> "rule_version"."author_id"),
	CONSTRAINT "rule_version_scheduled" CHECK ("rule_version"."state" <> 'scheduled' or ("rule_version"."effective_from" is not null and "rule_version"."scheduled_at" is not null and "rule_version"."approver_id" is not null)),
	CONSTRAINT "rule_version_window" CHECK ("rule_version"."effective_until" is null or "rule_version"."effective_until" > "rule_version"."effective_from")
);
--> statement-breakpoint
CREATE TABLE "action_type" (
	"code" text PRIMARY KEY NOT NULL,
	"body" jsonb NOT NULL,
	"sort" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "factor_version" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"version" bigint NOT NULL,
	"body" jsonb NOT NULL,
	"valid_from" timestamp (3) with time zone NOT NULL,
	"valid_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "place" (
	"partner_id" text NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"latitude_e6" bigint NOT NULL,
	"longitude_e6" bigint NOT NULL,
	CONSTRAINT "place_partner_id_code_pk" PRIMARY KEY("partner_id","code")
);
--> statement-breakpoint
CREATE TABLE "seal_block" (
	"number" bigint PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"rows" bigint NOT NULL,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"late" boolean NOT NULL,
	"sealed_at" timestamp (3) with time zone NOT NULL,
	"members" text NOT NULL,
	"previous" text NOT NULL,
	"hash" text NOT NULL,
	"kid" text NOT NULL,
	"signature" text NOT NULL,
	CONSTRAINT "seal_block_number" CHECK ("seal_block"."number" >= 1)
);
--> statement-breakpoint
CREATE TABLE "voucher" (
	"id" text PRIMARY KEY NOT NULL,
	"reward_id" text NOT NULL,
	"resident_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"state" text NOT NULL,
	"price_centipoints" bigint NOT NULL,
	"settlement_fen" bigint NOT NULL,
	"payer" text NOT NULL,
	"fiscal_year" bigint NOT NULL,
	"device_key" text,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"not_after" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"accepted_by" text,
	"acceptances" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "voucher_accepted" CHECK (("voucher"."state" = 'accepted') = ("voucher"."accepted_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "voucher_number" (
	"number_hash" text PRIMARY KEY NOT NULL,
	"voucher_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "voucher_step" (
	"id" text PRIMARY KEY NOT NULL,
	"voucher_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"step" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"reason" text,
	"settlement_fen" bigint NOT NULL
);
--> statement-breakpoint
CREATE INDEX "activity_resident" ON "activity" USING btree ("resident_id","occurred_at","id");--> statement-breakpoint
CREATE INDEX "activity_held" ON "activity" USING btree ("received_at","id") WHERE "activity"."outcome" = 'held';--> statement-breakpoint
CREATE INDEX "claim_resident" ON "claim" USING btree ("resident_id","class","from_at");--> statement-breakpoint
CREATE INDEX "decision_decided" ON "decision" USING btree ("decided_at","activity_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "event_key_revision" ON "event_key" USING btree ("source","source_activity_id","revision");--> statement-breakpoint
CREATE INDEX "refused_event_source" ON "refused_event" USING btree ("source","received_at");--> statement-breakpoint
CREATE INDEX "refused_event_resident" ON "refused_event" USING btree ("resident_id","received_at");--> statement-breakpoint
CREATE INDEX "trip_detail_delete" ON "trip_detail" USING btree ("delete_on");--> statement-breakpoint
CREATE INDEX "audit_entry_at" ON "audit_entry" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "audit_entry_subject" ON "audit_entry" USING btree ("subject","at");--> statement-breakpoint
CREATE INDEX "idempotent_answer_created" ON "idempotent_answer" USING btree ("created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "administrator_name" ON "administrator" USING btree ("name");--> statement-breakpoint
CREATE INDEX "attempts_since" ON "attempts" USING btree ("since");--> statement-breakpoint
CREATE UNIQUE INDEX "attendant_phone" ON "attendant" USING btree ("phone_index");--> statement-breakpoint
CREATE UNIQUE INDEX "bin_code_now" ON "bin_code" USING btree ("partner_id","code_index") WHERE "bin_code"."unbound_at" is null;--> statement-breakpoint
CREATE INDEX "bin_code_household" ON "bin_code" USING btree ("household_id");--> statement-breakpoint
CREATE INDEX "bin_code_resident" ON "bin_code" USING btree ("resident_id");--> statement-breakpoint
CREATE UNIQUE INDEX "binding_now" ON "binding" USING btree ("partner_id","external_index") WHERE "binding"."unbound_at" is null;--> statement-breakpoint
CREATE INDEX "binding_external" ON "binding" USING btree ("partner_id","external_index");--> statement-breakpoint
CREATE INDEX "binding_resident" ON "binding" USING btree ("resident_id");--> statement-breakpoint
CREATE INDEX "binding_code_expiry" ON "binding_code" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "card_code" ON "card" USING btree ("code_index");--> statement-breakpoint
CREATE INDEX "card_resident" ON "card" USING btree ("resident_id");--> statement-breakpoint
CREATE UNIQUE INDEX "consent_now" ON "consent" USING btree ("resident_id","action_type","partner_id") WHERE "consent"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX "consent_resident" ON "consent" USING btree ("resident_id","partner_id","action_type");--> statement-breakpoint
CREATE UNIQUE INDEX "household_member_now" ON "household_member" USING btree ("resident_id") WHERE "household_member"."left_at" is null;--> statement-breakpoint
CREATE INDEX "household_member_household" ON "household_member" USING btree ("household_id");--> statement-breakpoint
CREATE UNIQUE INDEX "resident_secret_phone" ON "resident_secret" USING btree ("phone_index");--> statement-breakpoint
CREATE INDEX "session_subject" ON "session" USING btree ("audience","subject_id");--> statement-breakpoint
CREATE INDEX "sign_in_code_phone" ON "sign_in_code" USING btree ("phone_index","audience","created_at");--> statement-breakpoint
CREATE INDEX "lot_expiry" ON "lot" USING btree ("expires_on","resident_id") WHERE "lot"."remaining" > 0;--> statement-breakpoint
CREATE INDEX "lot_move_resident" ON "lot_move" USING btree ("resident_id","expires_on");--> statement-breakpoint
CREATE INDEX "transfer_resident" ON "transfer" USING btree ("resident_id","posted_at","reference");--> statement-breakpoint
CREATE INDEX "transfer_posted" ON "transfer" USING btree ("posted_at","reference");--> statement-breakpoint
CREATE INDEX "attestation_merchant" ON "attestation" USING btree ("merchant_id","at");--> statement-breakpoint
CREATE INDEX "attestation_code_attestation" ON "attestation_code" USING btree ("attestation_id");--> statement-breakpoint
CREATE UNIQUE INDEX "settlement_period" ON "settlement" USING btree ("merchant_id","from_on");--> statement-breakpoint
CREATE INDEX "settlement_line_settlement" ON "settlement_line" USING btree ("settlement_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "staff_phone" ON "staff" USING btree ("phone_index") WHERE "staff"."active";--> statement-breakpoint
CREATE INDEX "staff_merchant" ON "staff" USING btree ("merchant_id");--> statement-breakpoint
CREATE UNIQUE INDEX "partner_code" ON "partner" USING btree ("code");--> statement-breakpoint
CREATE UNIQUE INDEX "partner_key_kid" ON "partner_key" USING btree ("partner_id","kid");--> statement-breakpoint
CREATE INDEX "reward_shelf" ON "reward" USING btree ("published","sort","id");--> statement-breakpoint
CREATE UNIQUE INDEX "rule_version_code" ON "rule_version" USING btree ("code","version");--> statement-breakpoint
CREATE UNIQUE INDEX "factor_version_code" ON "factor_version" USING btree ("code","version");--> statement-breakpoint
CREATE INDEX "seal_block_range" ON "seal_block" USING btree ("kind","last_at");--> statement-breakpoint
CREATE INDEX "voucher_resident" ON "voucher" USING btree ("resident_id","issued_at","id");--> statement-breakpoint
CREATE INDEX "voucher_merchant" ON "voucher" USING btree ("merchant_id","accepted_at");--> statement-breakpoint
CREATE INDEX "voucher_lapse" ON "voucher" USING btree ("not_after") WHERE "voucher"."state" = 'issued';--> statement-breakpoint
CREATE INDEX "voucher_number_expiry" ON "voucher_number" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "voucher_step_voucher" ON "voucher_step" USING btree ("voucher_id","at");--> statement-breakpoint
CREATE INDEX "voucher_step_merchant" ON "voucher_step" USING btree ("merchant_id","at","id");