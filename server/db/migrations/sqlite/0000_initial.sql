CREATE TABLE `activity` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`source_activity_id` text NOT NULL,
	`revision` integer NOT NULL,
	`resident_id` text NOT NULL,
	`household_id` text,
	`action_type` text NOT NULL,
	`evidence` text NOT NULL,
	`outcome` text NOT NULL,
	`occurred_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`facts` text NOT NULL,
	`merchant_id` text,
	`staff_id` text,
	`device_id` text,
	`replaces` text,
	CONSTRAINT "activity_revision" CHECK("activity"."revision" >= 1)
) STRICT;
--> statement-breakpoint
CREATE INDEX `activity_resident` ON `activity` (`resident_id`,`occurred_at`,`id`);--> statement-breakpoint
CREATE INDEX `activity_held` ON `activity` (`received_at`,`id`) WHERE "activity"."outcome" = 'held';--> statement-breakpoint
CREATE TABLE `claim` (
	`source` text NOT NULL,
	`source_activity_id` text NOT NULL,
	`activity_id` text NOT NULL,
	`resident_id` text NOT NULL,
	`class` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer NOT NULL,
	PRIMARY KEY(`source`, `source_activity_id`),
	CONSTRAINT "claim_window" CHECK("claim"."until_at" > "claim"."from_at")
) STRICT;
--> statement-breakpoint
CREATE INDEX `claim_resident` ON `claim` (`resident_id`,`class`,`from_at`);--> statement-breakpoint
CREATE TABLE `decision` (
	`activity_id` text NOT NULL,
	`seq` integer NOT NULL,
	`centipoints` integer NOT NULL,
	`grams` integer NOT NULL,
	`expires_on` text,
	`receipt` text NOT NULL,
	`decided_at` integer NOT NULL,
	PRIMARY KEY(`activity_id`, `seq`),
	CONSTRAINT "decision_amounts" CHECK("decision"."centipoints" >= 0 and "decision"."grams" >= 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `decision_decided` ON `decision` (`decided_at`,`activity_id`,`seq`);--> statement-breakpoint
CREATE TABLE `event_key` (
	`source` text NOT NULL,
	`event_id` text NOT NULL,
	`fingerprint` text NOT NULL,
	`source_activity_id` text NOT NULL,
	`revision` integer NOT NULL,
	`activity_id` text NOT NULL,
	PRIMARY KEY(`source`, `event_id`)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `event_key_revision` ON `event_key` (`source`,`source_activity_id`,`revision`);--> statement-breakpoint
CREATE TABLE `refused_event` (
	`id` text PRIMARY KEY NOT NULL,
	`source` text NOT NULL,
	`event_id` text NOT NULL,
	`action_type` text,
	`resident_id` text,
	`code` text NOT NULL,
	`fact` text,
	`received_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `refused_event_source` ON `refused_event` (`source`,`received_at`);--> statement-breakpoint
CREATE INDEX `refused_event_resident` ON `refused_event` (`resident_id`,`received_at`);--> statement-breakpoint
CREATE TABLE `review` (
	`activity_id` text PRIMARY KEY NOT NULL,
	`outcome` text NOT NULL,
	`reason` text NOT NULL,
	`reviewer_id` text NOT NULL,
	`reviewed_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `tally` (
	`key` text PRIMARY KEY NOT NULL,
	`used` integer NOT NULL,
	`most` integer,
	CONSTRAINT "tally_within" CHECK("tally"."used" >= 0 and ("tally"."most" is null or "tally"."used" <= "tally"."most"))
) STRICT;
--> statement-breakpoint
CREATE TABLE `tally_use` (
	`activity_id` text NOT NULL,
	`seq` integer NOT NULL,
	`key` text NOT NULL,
	`amount` integer NOT NULL,
	PRIMARY KEY(`activity_id`, `seq`, `key`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `trip_detail` (
	`activity_id` text PRIMARY KEY NOT NULL,
	`places` text NOT NULL,
	`delete_on` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `trip_detail_delete` ON `trip_detail` (`delete_on`);--> statement-breakpoint
CREATE TABLE `audit_entry` (
	`id` text PRIMARY KEY NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`before` text,
	`after` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `audit_entry_at` ON `audit_entry` (`at`,`id`);--> statement-breakpoint
CREATE INDEX `audit_entry_subject` ON `audit_entry` (`subject`,`at`);--> statement-breakpoint
CREATE TABLE `idempotent_answer` (
	`actor` text NOT NULL,
	`key` text NOT NULL,
	`route` text NOT NULL,
	`fingerprint` text NOT NULL,
	`status` integer NOT NULL,
	`body` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`actor`, `key`)
) STRICT;
--> statement-breakpoint
CREATE INDEX `idempotent_answer_created` ON `idempotent_answer` (`created_at`);--> statement-breakpoint
CREATE TABLE `administrator` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`roles` text NOT NULL,
	`password_hash` text NOT NULL,
	`totp_sealed` text NOT NULL,
	`totp_step` integer NOT NULL,
	`failed_tries` integer NOT NULL,
	`locked_until` integer,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `administrator_name` ON `administrator` (`name`);--> statement-breakpoint
CREATE TABLE `attempts` (
	`key` text PRIMARY KEY NOT NULL,
	`tried` integer NOT NULL,
	`since` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `attempts_since` ON `attempts` (`since`);--> statement-breakpoint
CREATE TABLE `attendant` (
	`id` text PRIMARY KEY NOT NULL,
	`phone_index` text NOT NULL,
	`phone_sealed` text NOT NULL,
	`community` text NOT NULL,
	`active` integer NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `attendant_phone` ON `attendant` (`phone_index`);--> statement-breakpoint
CREATE TABLE `bin_code` (
	`id` text PRIMARY KEY NOT NULL,
	`household_id` text NOT NULL,
	`resident_id` text NOT NULL,
	`partner_id` text NOT NULL,
	`code_index` text NOT NULL,
	`proof` text NOT NULL,
	`bound_at` integer NOT NULL,
	`unbound_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `bin_code_now` ON `bin_code` (`partner_id`,`code_index`) WHERE "bin_code"."unbound_at" is null;--> statement-breakpoint
CREATE INDEX `bin_code_household` ON `bin_code` (`household_id`);--> statement-breakpoint
CREATE INDEX `bin_code_resident` ON `bin_code` (`resident_id`);--> statement-breakpoint
CREATE TABLE `binding` (
	`id` text PRIMARY KEY NOT NULL,
	`resident_id` text NOT NULL,
	`partner_id` text NOT NULL,
	`external_index` text NOT NULL,
	`external_sealed` text NOT NULL,
	`proof` text NOT NULL,
	`bound_at` integer NOT NULL,
	`unbound_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `binding_now` ON `binding` (`partner_id`,`external_index`) WHERE "binding"."unbound_at" is null;--> statement-breakpoint
CREATE INDEX `binding_external` ON `binding` (`partner_id`,`external_index`);--> statement-breakpoint
CREATE INDEX `binding_resident` ON `binding` (`resident_id`);--> statement-breakpoint
CREATE TABLE `binding_code` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`partner_id` text NOT NULL,
	`kind` text NOT NULL,
	`external_index` text NOT NULL,
	`external_sealed` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `binding_code_expiry` ON `binding_code` (`expires_at`);--> statement-breakpoint
CREATE TABLE `card` (
	`id` text PRIMARY KEY NOT NULL,
	`resident_id` text NOT NULL,
	`code_index` text NOT NULL,
	`state` text NOT NULL,
	`issued_by` text NOT NULL,
	`issued_at` integer NOT NULL,
	`ended_at` integer,
	`replaced_by` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `card_code` ON `card` (`code_index`);--> statement-breakpoint
CREATE INDEX `card_resident` ON `card` (`resident_id`);--> statement-breakpoint
CREATE TABLE `consent` (
	`id` text PRIMARY KEY NOT NULL,
	`resident_id` text NOT NULL,
	`action_type` text NOT NULL,
	`partner_id` text NOT NULL,
	`version` integer NOT NULL,
	`channel` text NOT NULL,
	`attendant_id` text,
	`granted_at` integer NOT NULL,
	`withdrawn_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `consent_now` ON `consent` (`resident_id`,`action_type`,`partner_id`) WHERE "consent"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX `consent_resident` ON `consent` (`resident_id`,`partner_id`,`action_type`);--> statement-breakpoint
CREATE TABLE `household` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `household_member` (
	`id` text PRIMARY KEY NOT NULL,
	`household_id` text NOT NULL,
	`resident_id` text NOT NULL,
	`joined_at` integer NOT NULL,
	`left_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `household_member_now` ON `household_member` (`resident_id`) WHERE "household_member"."left_at" is null;--> statement-breakpoint
CREATE INDEX `household_member_household` ON `household_member` (`household_id`);--> statement-breakpoint
CREATE TABLE `resident` (
	`id` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL,
	`closed_at` integer
) STRICT;
--> statement-breakpoint
CREATE TABLE `resident_secret` (
	`resident_id` text PRIMARY KEY NOT NULL,
	`wrapped_key` text NOT NULL,
	`phone_index` text NOT NULL,
	`phone_sealed` text NOT NULL,
	`nickname_sealed` text NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `resident_secret_phone` ON `resident_secret` (`phone_index`);--> statement-breakpoint
CREATE TABLE `session` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`audience` text NOT NULL,
	`subject_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`ended_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `session_subject` ON `session` (`audience`,`subject_id`);--> statement-breakpoint
CREATE TABLE `sign_in_code` (
	`id` text PRIMARY KEY NOT NULL,
	`phone_index` text NOT NULL,
	`audience` text NOT NULL,
	`code_hash` text NOT NULL,
	`tries_left` integer NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	CONSTRAINT "sign_in_code_tries" CHECK("sign_in_code"."tries_left" >= 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `sign_in_code_phone` ON `sign_in_code` (`phone_index`,`audience`,`created_at`);--> statement-breakpoint
CREATE TABLE `budget` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`source` text NOT NULL,
	`fiscal_year` integer NOT NULL,
	`appropriated` integer NOT NULL,
	`balance` integer NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "budget_balance" CHECK("budget"."balance" >= 0 and "budget"."balance" <= "budget"."appropriated")
) STRICT;
--> statement-breakpoint
CREATE TABLE `lot` (
	`resident_id` text NOT NULL,
	`expires_on` text NOT NULL,
	`remaining` integer NOT NULL,
	PRIMARY KEY(`resident_id`, `expires_on`),
	CONSTRAINT "lot_remaining" CHECK("lot"."remaining" >= 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `lot_expiry` ON `lot` (`expires_on`,`resident_id`) WHERE "lot"."remaining" > 0;--> statement-breakpoint
CREATE TABLE `lot_move` (
	`reference` text NOT NULL,
	`expires_on` text NOT NULL,
	`resident_id` text NOT NULL,
	`amount` integer NOT NULL,
	PRIMARY KEY(`reference`, `expires_on`),
	CONSTRAINT "lot_move_amount" CHECK("lot_move"."amount" <> 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `lot_move_resident` ON `lot_move` (`resident_id`,`expires_on`);--> statement-breakpoint
CREATE TABLE `transfer` (
	`reference` text PRIMARY KEY NOT NULL,
	`template` text NOT NULL,
	`asset` text NOT NULL,
	`debit` text NOT NULL,
	`credit` text NOT NULL,
	`amount` integer NOT NULL,
	`resident_id` text,
	`occurred_at` integer NOT NULL,
	`posted_at` integer NOT NULL,
	CONSTRAINT "transfer_amount" CHECK("transfer"."amount" > 0),
	CONSTRAINT "transfer_two_accounts" CHECK("transfer"."debit" <> "transfer"."credit")
) STRICT;
--> statement-breakpoint
CREATE INDEX `transfer_resident` ON `transfer` (`resident_id`,`posted_at`,`reference`);--> statement-breakpoint
CREATE INDEX `transfer_posted` ON `transfer` (`posted_at`,`reference`);--> statement-breakpoint
CREATE TABLE `wallet` (
	`resident_id` text PRIMARY KEY NOT NULL,
	`spendable` integer DEFAULT 0 NOT NULL,
	`held` integer DEFAULT 0 NOT NULL,
	`debt` integer DEFAULT 0 NOT NULL,
	`carbon` integer DEFAULT 0 NOT NULL,
	CONSTRAINT "wallet_spendable" CHECK("wallet"."spendable" >= 0),
	CONSTRAINT "wallet_held" CHECK("wallet"."held" >= 0),
	CONSTRAINT "wallet_debt" CHECK("wallet"."debt" >= 0),
	CONSTRAINT "wallet_carbon" CHECK("wallet"."carbon" >= 0)
) STRICT;
--> statement-breakpoint
CREATE TABLE `attestation` (
	`id` text PRIMARY KEY NOT NULL,
	`merchant_id` text NOT NULL,
	`staff_id` text NOT NULL,
	`device_id` text,
	`action_type` text NOT NULL,
	`diners` integer NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `attestation_merchant` ON `attestation` (`merchant_id`,`at`);--> statement-breakpoint
CREATE TABLE `attestation_code` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`attestation_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`used_by` text,
	`used_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `attestation_code_attestation` ON `attestation_code` (`attestation_id`);--> statement-breakpoint
CREATE TABLE `merchant` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`address` text NOT NULL,
	`active` integer NOT NULL,
	`demo` integer NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `settlement` (
	`id` text PRIMARY KEY NOT NULL,
	`merchant_id` text NOT NULL,
	`from_on` text NOT NULL,
	`through_on` text NOT NULL,
	`state` text NOT NULL,
	`lines` integer NOT NULL,
	`total_fen` integer NOT NULL,
	`dispute_reason` text,
	`created_at` integer NOT NULL,
	`decided_at` integer,
	`paid_at` integer,
	`payment_reference` text,
	CONSTRAINT "settlement_days" CHECK("settlement"."through_on" >= "settlement"."from_on")
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `settlement_period` ON `settlement` (`merchant_id`,`from_on`);--> statement-breakpoint
CREATE TABLE `settlement_line` (
	`voucher_step_id` text PRIMARY KEY NOT NULL,
	`settlement_id` text NOT NULL,
	`voucher_id` text NOT NULL,
	`amount_fen` integer NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `settlement_line_settlement` ON `settlement_line` (`settlement_id`,`at`);--> statement-breakpoint
CREATE TABLE `staff` (
	`id` text PRIMARY KEY NOT NULL,
	`merchant_id` text NOT NULL,
	`phone_index` text NOT NULL,
	`phone_sealed` text NOT NULL,
	`nickname` text NOT NULL,
	`role` text NOT NULL,
	`active` integer NOT NULL,
	`wrong_numbers` integer DEFAULT 0 NOT NULL,
	`numbers_locked_until` integer,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_phone` ON `staff` (`phone_index`) WHERE "staff"."active";--> statement-breakpoint
CREATE INDEX `staff_merchant` ON `staff` (`merchant_id`);--> statement-breakpoint
CREATE TABLE `partner` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`action_types` text NOT NULL,
	`subjects` text NOT NULL,
	`secret_hash` text NOT NULL,
	`active` integer NOT NULL,
	`demo` integer NOT NULL,
	`created_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `partner_code` ON `partner` (`code`);--> statement-breakpoint
CREATE TABLE `partner_key` (
	`id` text PRIMARY KEY NOT NULL,
	`partner_id` text NOT NULL,
	`kid` text NOT NULL,
	`public_key` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `partner_key_kid` ON `partner_key` (`partner_id`,`kid`);--> statement-breakpoint
CREATE TABLE `used_assertion` (
	`partner_id` text NOT NULL,
	`jti` text NOT NULL,
	`expires_at` integer NOT NULL,
	PRIMARY KEY(`partner_id`, `jti`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `reward` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`title` text NOT NULL,
	`description` text NOT NULL,
	`merchant_id` text NOT NULL,
	`price_centipoints` integer NOT NULL,
	`settlement_fen` integer NOT NULL,
	`payer` text NOT NULL,
	`fiscal_year` integer NOT NULL,
	`stock` integer NOT NULL,
	`per_person` integer NOT NULL,
	`on_sale_from` integer NOT NULL,
	`on_sale_until` integer,
	`valid_days` integer NOT NULL,
	`published` integer NOT NULL,
	`demo` integer NOT NULL,
	`sort` integer NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "reward_stock" CHECK("reward"."stock" >= 0),
	CONSTRAINT "reward_price" CHECK("reward"."price_centipoints" > 0 and "reward"."settlement_fen" >= 0 and "reward"."per_person" > 0)
) STRICT;
--> statement-breakpoint
CREATE INDEX `reward_shelf` ON `reward` (`published`,`sort`,`id`);--> statement-breakpoint
CREATE TABLE `reward_use` (
	`reward_id` text NOT NULL,
	`resident_id` text NOT NULL,
	`used` integer NOT NULL,
	`most` integer NOT NULL,
	PRIMARY KEY(`resident_id`, `reward_id`),
	CONSTRAINT "reward_use_within" CHECK("reward_use"."used" >= 0 and "reward_use"."used" <= "reward_use"."most")
) STRICT;
--> statement-breakpoint
CREATE TABLE `rule_book_stamp` (
	`id` integer PRIMARY KEY NOT NULL,
	`stamp` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `rule_version` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`version` integer NOT NULL,
	`action_type` text NOT NULL,
	`state` text NOT NULL,
	`body` text NOT NULL,
	`body_hash` text NOT NULL,
	`effective_from` integer,
	`effective_until` integer,
	`author_id` text NOT NULL,
	`approver_id` text,
	`created_at` integer NOT NULL,
	`approved_at` integer,
	`scheduled_at` integer,
	CONSTRAINT "rule_version_four_eyes" CHECK("rule_version"."approver_id" is null or "rule_version"."approver_id" <> "rule_version"."author_id"),
	CONSTRAINT "rule_version_scheduled" CHECK("rule_version"."state" <> 'scheduled' or ("rule_version"."effective_from" is not null and "rule_version"."scheduled_at" is not null and "rule_version"."approver_id" is not null)),
	CONSTRAINT "rule_version_window" CHECK("rule_version"."effective_until" is null or "rule_version"."effective_until" > "rule_version"."effective_from")
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `rule_version_code` ON `rule_version` (`code`,`version`);--> statement-breakpoint
CREATE TABLE `action_type` (
	`code` text PRIMARY KEY NOT NULL,
	`body` text NOT NULL,
	`sort` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE TABLE `factor_version` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`version` integer NOT NULL,
	`body` text NOT NULL,
	`valid_from` integer NOT NULL,
	`valid_until` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `factor_version_code` ON `factor_version` (`code`,`version`);--> statement-breakpoint
CREATE TABLE `place` (
	`partner_id` text NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`latitude_e6` integer NOT NULL,
	`longitude_e6` integer NOT NULL,
	PRIMARY KEY(`partner_id`, `code`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `seal_block` (
	`number` integer PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`rows` integer NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL,
	`late` integer NOT NULL,
	`sealed_at` integer NOT NULL,
	`members` text NOT NULL,
	`previous` text NOT NULL,
	`hash` text NOT NULL,
	`kid` text NOT NULL,
	`signature` text NOT NULL,
	CONSTRAINT "seal_block_number" CHECK("seal_block"."number" >= 1)
) STRICT;
--> statement-breakpoint
CREATE INDEX `seal_block_range` ON `seal_block` (`kind`,`last_at`);--> statement-breakpoint
CREATE TABLE `voucher` (
	`id` text PRIMARY KEY NOT NULL,
	`reward_id` text NOT NULL,
	`resident_id` text NOT NULL,
	`merchant_id` text NOT NULL,
	`state` text NOT NULL,
	`price_centipoints` integer NOT NULL,
	`settlement_fen` integer NOT NULL,
	`payer` text NOT NULL,
	`fiscal_year` integer NOT NULL,
	`device_key` text,
	`issued_at` integer NOT NULL,
	`not_after` integer NOT NULL,
	`accepted_at` integer,
	`accepted_by` text,
	`acceptances` integer DEFAULT 0 NOT NULL,
	CONSTRAINT "voucher_accepted" CHECK(("voucher"."state" = 'accepted') = ("voucher"."accepted_at" is not null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `voucher_resident` ON `voucher` (`resident_id`,`issued_at`,`id`);--> statement-breakpoint
CREATE INDEX `voucher_merchant` ON `voucher` (`merchant_id`,`accepted_at`);--> statement-breakpoint
CREATE INDEX `voucher_lapse` ON `voucher` (`not_after`) WHERE "voucher"."state" = 'issued';--> statement-breakpoint
CREATE TABLE `voucher_number` (
	`number_hash` text PRIMARY KEY NOT NULL,
	`voucher_id` text NOT NULL,
	`expires_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `voucher_number_expiry` ON `voucher_number` (`expires_at`);--> statement-breakpoint
CREATE TABLE `voucher_step` (
	`id` text PRIMARY KEY NOT NULL,
	`voucher_id` text NOT NULL,
	`merchant_id` text NOT NULL,
	`step` text NOT NULL,
	`at` integer NOT NULL,
	`by` text NOT NULL,
	`reason` text,
	`settlement_fen` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `voucher_step_voucher` ON `voucher_step` (`voucher_id`,`at`);--> statement-breakpoint
CREATE INDEX `voucher_step_merchant` ON `voucher_step` (`merchant_id`,`at`,`id`);