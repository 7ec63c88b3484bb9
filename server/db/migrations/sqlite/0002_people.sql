CREATE TABLE `deed_share` (
	`activity_id` text NOT NULL,
	`resident_id` text NOT NULL,
	`place` integer NOT NULL,
	`percent` integer NOT NULL,
	PRIMARY KEY(`activity_id`, `resident_id`),
	CONSTRAINT "deed_share_percent" CHECK("deed_share"."percent" between 1 and 100)
) STRICT;
--> statement-breakpoint
CREATE INDEX `deed_share_resident` ON `deed_share` (`resident_id`,`activity_id`);--> statement-breakpoint
CREATE TABLE `appeal` (
	`id` text PRIMARY KEY NOT NULL,
	`resident_id` text NOT NULL,
	`action_type` text NOT NULL,
	`partner_id` text,
	`deed_on` text NOT NULL,
	`deed_at` text,
	`words_sealed` text NOT NULL,
	`findings` text NOT NULL,
	`state` text NOT NULL,
	`filed_at` integer NOT NULL,
	`due_on` text NOT NULL,
	`asked_at` integer,
	`decided_at` integer,
	`decided_by` text,
	`activity_id` text,
	`reason` text,
	CONSTRAINT "appeal_waits" CHECK(("appeal"."state" in ('open', 'asked')) = ("appeal"."decided_at" is null)),
	CONSTRAINT "appeal_credited" CHECK(("appeal"."state" = 'granted') = ("appeal"."activity_id" is not null)),
	CONSTRAINT "appeal_says_why" CHECK(("appeal"."state" = 'refused') = ("appeal"."reason" is not null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `appeal_resident` ON `appeal` (`resident_id`,`filed_at`,`id`);--> statement-breakpoint
CREATE INDEX `appeal_waiting` ON `appeal` (`due_on`,`id`) WHERE "appeal"."decided_at" is null;--> statement-breakpoint
CREATE INDEX `appeal_answered` ON `appeal` (`decided_at`,`id`) WHERE "appeal"."decided_at" is not null;--> statement-breakpoint
CREATE TABLE `desk_tally` (
	`key` text PRIMARY KEY NOT NULL,
	`used` integer NOT NULL,
	`most` integer NOT NULL,
	CONSTRAINT "desk_tally_within" CHECK("desk_tally"."used" >= 0 and "desk_tally"."used" <= "desk_tally"."most")
) STRICT;
--> statement-breakpoint
CREATE TABLE `printed_voucher` (
	`code_index` text PRIMARY KEY NOT NULL,
	`voucher_id` text NOT NULL,
	`printed_by` text NOT NULL,
	`printed_at` integer NOT NULL,
	`ended_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `printed_voucher_now` ON `printed_voucher` (`voucher_id`) WHERE "printed_voucher"."ended_at" is null;--> statement-breakpoint
CREATE TABLE `signed_form` (
	`id` text PRIMARY KEY NOT NULL,
	`resident_id` text NOT NULL,
	`attendant_id` text NOT NULL,
	`purpose` text NOT NULL,
	`media_type` text NOT NULL,
	`bytes` integer NOT NULL,
	`sealed` text NOT NULL,
	`recorded_at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `signed_form_resident` ON `signed_form` (`resident_id`,`recorded_at`);--> statement-breakpoint
CREATE TABLE `help_grant` (
	`id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`aide_id` text NOT NULL,
	`monthly_centipoints` integer NOT NULL,
	`offered_at` integer NOT NULL,
	`accepted_at` integer,
	`ended_at` integer,
	CONSTRAINT "help_grant_two" CHECK("help_grant"."owner_id" <> "help_grant"."aide_id"),
	CONSTRAINT "help_grant_monthly" CHECK("help_grant"."monthly_centipoints" > 0)
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `help_grant_now` ON `help_grant` (`owner_id`,`aide_id`) WHERE "help_grant"."ended_at" is null;--> statement-breakpoint
CREATE INDEX `help_grant_aide` ON `help_grant` (`aide_id`);--> statement-breakpoint
CREATE TABLE `helped_voucher` (
	`voucher_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`by_kind` text NOT NULL,
	`by_id` text NOT NULL,
	`grant_id` text,
	`centipoints` integer NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `helped_voucher_by` ON `helped_voucher` (`by_id`,`at`);--> statement-breakpoint
CREATE INDEX `helped_voucher_grant` ON `helped_voucher` (`grant_id`,`at`);--> statement-breakpoint
CREATE TABLE `household_invitation` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`household_id` text NOT NULL,
	`invited_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`used_by` text
) STRICT;
--> statement-breakpoint
CREATE INDEX `household_invitation_household` ON `household_invitation` (`household_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `household_split` (
	`id` text PRIMARY KEY NOT NULL,
	`household_id` text NOT NULL,
	`shares` text NOT NULL,
	`proposed_by` text NOT NULL,
	`proposed_at` integer NOT NULL,
	`effective_on` text,
	`ended_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `household_split_household` ON `household_split` (`household_id`,`proposed_at`);--> statement-breakpoint
CREATE UNIQUE INDEX `household_split_open` ON `household_split` (`household_id`) WHERE "household_split"."effective_on" is null and "household_split"."ended_at" is null;--> statement-breakpoint
CREATE TABLE `served_act` (
	`id` text PRIMARY KEY NOT NULL,
	`resident_id` text NOT NULL,
	`by_kind` text NOT NULL,
	`by_id` text NOT NULL,
	`act` text NOT NULL,
	`subject` text NOT NULL,
	`facts` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `served_act_resident` ON `served_act` (`resident_id`,`at`,`id`);--> statement-breakpoint
CREATE INDEX `served_act_by` ON `served_act` (`by_id`,`at`,`id`);--> statement-breakpoint
CREATE TABLE `split_vote` (
	`split_id` text NOT NULL,
	`resident_id` text NOT NULL,
	`agreed_at` integer,
	PRIMARY KEY(`split_id`, `resident_id`)
) STRICT;
--> statement-breakpoint
CREATE TABLE `ward` (
	`child_id` text PRIMARY KEY NOT NULL,
	`guardian_id` text NOT NULL,
	`household_id` text NOT NULL,
	`minor_until` text NOT NULL,
	`consent_version` integer NOT NULL,
	`consented_at` integer NOT NULL,
	`withdrawn_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `ward_guardian` ON `ward` (`guardian_id`);--> statement-breakpoint
CREATE INDEX `ward_household` ON `ward` (`household_id`);--> statement-breakpoint
CREATE TABLE `line_objection` (
	`id` text PRIMARY KEY NOT NULL,
	`settlement_id` text NOT NULL,
	`voucher_step_id` text NOT NULL,
	`reason` text NOT NULL,
	`by` text NOT NULL,
	`at` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `line_objection_settlement` ON `line_objection` (`settlement_id`,`at`);--> statement-breakpoint
CREATE TABLE `handover` (
	`id` text PRIMARY KEY NOT NULL,
	`merchant_id` text NOT NULL,
	`from_staff_id` text NOT NULL,
	`to_staff_id` text NOT NULL,
	`offered_at` integer NOT NULL,
	`closed_at` integer,
	`agreed` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `handover_open` ON `handover` (`merchant_id`) WHERE "handover"."closed_at" is null;--> statement-breakpoint
CREATE TABLE `offline_pack` (
	`id` text PRIMARY KEY NOT NULL,
	`device_id` text NOT NULL,
	`issued_at` integer NOT NULL,
	`until` integer NOT NULL,
	`limit_fen` integer NOT NULL
) STRICT;
--> statement-breakpoint
CREATE INDEX `offline_pack_device` ON `offline_pack` (`device_id`,`until`);--> statement-breakpoint
CREATE TABLE `staff_invitation` (
	`id` text PRIMARY KEY NOT NULL,
	`merchant_id` text NOT NULL,
	`nickname` text NOT NULL,
	`code_hash` text NOT NULL,
	`invited_by` text NOT NULL,
	`invited_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	`used_by` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `staff_invitation_code` ON `staff_invitation` (`code_hash`);--> statement-breakpoint
CREATE INDEX `staff_invitation_merchant` ON `staff_invitation` (`merchant_id`,`invited_at`);--> statement-breakpoint
CREATE TABLE `till_device` (
	`id` text PRIMARY KEY NOT NULL,
	`merchant_id` text NOT NULL,
	`name` text NOT NULL,
	`public_key` text NOT NULL,
	`registered_by` text NOT NULL,
	`registered_at` integer NOT NULL,
	`used_by` text NOT NULL,
	`synced_at` integer,
	`clock_ahead_ms` integer DEFAULT 0 NOT NULL,
	`revoked_at` integer,
	`revoked_by` text
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `till_device_key` ON `till_device` (`public_key`);--> statement-breakpoint
CREATE INDEX `till_device_merchant` ON `till_device` (`merchant_id`);--> statement-breakpoint
CREATE TABLE `restock_plan` (
	`id` text PRIMARY KEY NOT NULL,
	`reward_id` text NOT NULL,
	`due_on` text NOT NULL,
	`units` integer NOT NULL,
	`state` text NOT NULL,
	`created_at` integer NOT NULL,
	`ended_at` integer,
	CONSTRAINT "restock_plan_units" CHECK("restock_plan"."units" > 0),
	CONSTRAINT "restock_plan_ended" CHECK(("restock_plan"."state" = 'planned') = ("restock_plan"."ended_at" is null))
) STRICT;
--> statement-breakpoint
CREATE INDEX `restock_plan_due` ON `restock_plan` (`due_on`,`id`) WHERE "restock_plan"."state" = 'planned';--> statement-breakpoint
CREATE INDEX `restock_plan_reward` ON `restock_plan` (`reward_id`,`due_on`);--> statement-breakpoint
CREATE TABLE `waiting_place` (
	`id` text PRIMARY KEY NOT NULL,
	`reward_id` text NOT NULL,
	`resident_id` text NOT NULL,
	`number` integer NOT NULL,
	`state` text NOT NULL,
	`joined_at` integer NOT NULL,
	`offered_at` integer,
	`offer_until` integer,
	`ended_at` integer,
	`voucher_id` text,
	CONSTRAINT "waiting_place_offered" CHECK("waiting_place"."state" <> 'offered' or "waiting_place"."offer_until" is not null),
	CONSTRAINT "waiting_place_redeemed" CHECK(("waiting_place"."state" = 'redeemed') = ("waiting_place"."voucher_id" is not null)),
	CONSTRAINT "waiting_place_ended" CHECK(("waiting_place"."state" in ('waiting', 'offered')) = ("waiting_place"."ended_at" is null))
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `waiting_place_number` ON `waiting_place` (`reward_id`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `waiting_place_open` ON `waiting_place` (`resident_id`,`reward_id`) WHERE "waiting_place"."state" in ('waiting', 'offered');--> statement-breakpoint
CREATE INDEX `waiting_place_queue` ON `waiting_place` (`reward_id`,`number`) WHERE "waiting_place"."state" = 'waiting';--> statement-breakpoint
CREATE INDEX `waiting_place_offer` ON `waiting_place` (`offer_until`) WHERE "waiting_place"."state" = 'offered';--> statement-breakpoint
CREATE INDEX `waiting_place_resident` ON `waiting_place` (`resident_id`,`joined_at`);--> statement-breakpoint
CREATE TABLE `offline_acceptance` (
	`id` text PRIMARY KEY NOT NULL,
	`merchant_id` text NOT NULL,
	`device_id` text NOT NULL,
	`pack_id` text NOT NULL,
	`seq` integer NOT NULL,
	`sent_by` text NOT NULL,
	`taken_at` integer NOT NULL,
	`received_at` integer NOT NULL,
	`voucher_id` text,
	`settlement_fen` integer NOT NULL,
	`outcome` text NOT NULL,
	`code` text,
	`used_at` integer
) STRICT;
--> statement-breakpoint
CREATE INDEX `offline_acceptance_merchant` ON `offline_acceptance` (`merchant_id`,`received_at`,`id`);--> statement-breakpoint
CREATE INDEX `offline_acceptance_pack` ON `offline_acceptance` (`pack_id`);--> statement-breakpoint
CREATE INDEX `offline_acceptance_voucher` ON `offline_acceptance` (`voucher_id`);--> statement-breakpoint
CREATE TABLE `undo_request` (
	`id` text PRIMARY KEY NOT NULL,
	`merchant_id` text NOT NULL,
	`voucher_id` text NOT NULL,
	`reason` text NOT NULL,
	`asked_by` text NOT NULL,
	`asked_at` integer NOT NULL,
	`state` text NOT NULL,
	`decided_by` text,
	`decided_at` integer
) STRICT;
--> statement-breakpoint
CREATE UNIQUE INDEX `undo_request_open` ON `undo_request` (`voucher_id`) WHERE "undo_request"."state" = 'open';--> statement-breakpoint
CREATE INDEX `undo_request_merchant` ON `undo_request` (`merchant_id`,`asked_at`);--> statement-breakpoint
ALTER TABLE `session` ADD `device` text;--> statement-breakpoint
CREATE INDEX `session_expiry` ON `session` (`expires_at`);--> statement-breakpoint
ALTER TABLE `staff` ADD `stands_in_through` text;--> statement-breakpoint
ALTER TABLE `reward` ADD `street` text;--> statement-breakpoint
ALTER TABLE `reward` ADD `picture` text;--> statement-breakpoint
ALTER TABLE `reward` ADD `search_text` text;--> statement-breakpoint
ALTER TABLE `reward` ADD `waiting` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `reward` ADD `reserved` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `reward_by_price` ON `reward` (`published`,`price_centipoints`,`id`);--> statement-breakpoint
CREATE INDEX `resident_closed` ON `resident` (`id`) WHERE "resident"."closed_at" is not null;--> statement-breakpoint
CREATE INDEX `sign_in_code_created` ON `sign_in_code` (`created_at`);