-- What the schema cannot say about the newer tables.
create trigger appeal_frozen before update on appeal when new.id is not old.id or new.resident_id is not old.resident_id or new.action_type is not old.action_type or new.partner_id is not old.partner_id or new.deed_on is not old.deed_on or new.deed_at is not old.deed_at or new.words_sealed is not old.words_sealed or new.findings is not old.findings or new.filed_at is not old.filed_at or new.due_on is not old.due_on begin select raise(abort, 'what an appeal says, and its deadline, are frozen'); end;
--> statement-breakpoint
create trigger appeal_answered_for_good before update on appeal when old.decided_at is not null begin select raise(abort, 'an answered appeal stays as it is'); end;
--> statement-breakpoint
create trigger appeal_no_delete before delete on appeal begin select raise(abort, 'an appeal is kept'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger appeal_no_replace before insert on appeal when exists (select 1 from appeal where id = new.id) begin select raise(abort, 'an appeal is kept: already there'); end;
--> statement-breakpoint
create trigger served_act_no_update before update on served_act begin select raise(abort, 'served_act is insert-only'); end;
--> statement-breakpoint
create trigger served_act_no_delete before delete on served_act begin select raise(abort, 'served_act is insert-only'); end;
--> statement-breakpoint
create trigger served_act_no_replace before insert on served_act when exists (select 1 from served_act where id = new.id) begin select raise(abort, 'served_act is insert-only: already there'); end;
--> statement-breakpoint
create trigger helped_voucher_no_update before update on helped_voucher begin select raise(abort, 'helped_voucher is insert-only'); end;
--> statement-breakpoint
create trigger helped_voucher_no_delete before delete on helped_voucher begin select raise(abort, 'helped_voucher is insert-only'); end;
--> statement-breakpoint
create trigger helped_voucher_no_replace before insert on helped_voucher when exists (select 1 from helped_voucher where voucher_id = new.voucher_id) begin select raise(abort, 'helped_voucher is insert-only: already there'); end;
--> statement-breakpoint
create trigger deed_share_no_update before update on deed_share begin select raise(abort, 'deed_share is insert-only'); end;
--> statement-breakpoint
create trigger deed_share_no_delete before delete on deed_share begin select raise(abort, 'deed_share is insert-only'); end;
--> statement-breakpoint
create trigger deed_share_no_replace before insert on deed_share when exists (select 1 from deed_share where activity_id = new.activity_id and resident_id = new.resident_id) begin select raise(abort, 'deed_share is insert-only: already there'); end;
--> statement-breakpoint
create trigger offline_acceptance_no_update before update on offline_acceptance begin select raise(abort, 'offline_acceptance is insert-only'); end;
--> statement-breakpoint
create trigger offline_acceptance_no_delete before delete on offline_acceptance begin select raise(abort, 'offline_acceptance is insert-only'); end;
--> statement-breakpoint
create trigger offline_acceptance_no_replace before insert on offline_acceptance when exists (select 1 from offline_acceptance where id = new.id) begin select raise(abort, 'offline_acceptance is insert-only: already there'); end;
--> statement-breakpoint
create trigger line_objection_no_update before update on line_objection begin select raise(abort, 'line_objection is insert-only'); end;
--> statement-breakpoint
create trigger line_objection_no_delete before delete on line_objection begin select raise(abort, 'line_objection is insert-only'); end;
--> statement-breakpoint
create trigger line_objection_no_replace before insert on line_objection when exists (select 1 from line_objection where id = new.id) begin select raise(abort, 'line_objection is insert-only: already there'); end;
--> statement-breakpoint
update reward set search_text = lower(json_extract(title, '$.zh') || ' ' || json_extract(title, '$.en') || ' ' || json_extract(description, '$.zh') || ' ' || json_extract(description, '$.en')) where search_text is null;
--> statement-breakpoint
create trigger reward_queue_first before update on reward when (new.published and new.stock > 0 and new.waiting > 0) or new.waiting < 0 or new.reserved < 0 begin select raise(abort, 'those who wait for a reward come first'); end;
--> statement-breakpoint
create trigger waiting_place_steps before update on waiting_place when not ((old.state = 'waiting' and new.state in ('offered', 'left')) or (old.state = 'offered' and new.state in ('redeemed', 'left', 'lapsed'))) or new.id is not old.id or new.reward_id is not old.reward_id or new.resident_id is not old.resident_id or new.number is not old.number or new.joined_at is not old.joined_at begin select raise(abort, 'a place in a queue only moves forward'); end;
--> statement-breakpoint
create trigger waiting_place_no_delete before delete on waiting_place begin select raise(abort, 'a place in a queue is kept'); end;
--> statement-breakpoint
create trigger waiting_place_no_replace before insert on waiting_place when exists (select 1 from waiting_place where id = new.id or (reward_id = new.reward_id and number = new.number)) begin select raise(abort, 'a place in a queue is kept: already there'); end;
--> statement-breakpoint
create trigger restock_plan_steps before update on restock_plan when not (old.state = 'planned' and new.state in ('applied', 'withdrawn')) or new.id is not old.id or new.reward_id is not old.reward_id or new.due_on is not old.due_on or new.units is not old.units or new.created_at is not old.created_at begin select raise(abort, 'a restock plan is applied or withdrawn once'); end;
--> statement-breakpoint
create trigger restock_plan_no_delete before delete on restock_plan begin select raise(abort, 'a restock plan is kept'); end;
--> statement-breakpoint
create trigger restock_plan_no_replace before insert on restock_plan when exists (select 1 from restock_plan where id = new.id) begin select raise(abort, 'a restock plan is kept: already there'); end;
