-- What the schema cannot say: history is only ever added to, published bodies and settled periods stay as they are.
create trigger transfer_no_update before update on transfer begin select raise(abort, 'transfer is insert-only'); end;
--> statement-breakpoint
create trigger transfer_no_delete before delete on transfer begin select raise(abort, 'transfer is insert-only'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger transfer_no_replace before insert on transfer when exists (select 1 from transfer where reference = new.reference) begin select raise(abort, 'transfer is insert-only: already there'); end;
--> statement-breakpoint
create trigger lot_move_no_update before update on lot_move begin select raise(abort, 'lot_move is insert-only'); end;
--> statement-breakpoint
create trigger lot_move_no_delete before delete on lot_move begin select raise(abort, 'lot_move is insert-only'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger lot_move_no_replace before insert on lot_move when exists (select 1 from lot_move where reference = new.reference and expires_on = new.expires_on) begin select raise(abort, 'lot_move is insert-only: already there'); end;
--> statement-breakpoint
create trigger activity_no_update before update on activity begin select raise(abort, 'activity is insert-only'); end;
--> statement-breakpoint
create trigger activity_no_delete before delete on activity begin select raise(abort, 'activity is insert-only'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger activity_no_replace before insert on activity when exists (select 1 from activity where id = new.id) begin select raise(abort, 'activity is insert-only: already there'); end;
--> statement-breakpoint
create trigger event_key_no_update before update on event_key begin select raise(abort, 'event_key is insert-only'); end;
--> statement-breakpoint
create trigger event_key_no_delete before delete on event_key begin select raise(abort, 'event_key is insert-only'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger event_key_no_replace before insert on event_key when exists (select 1 from event_key where source = new.source and event_id = new.event_id) begin select raise(abort, 'event_key is insert-only: already there'); end;
--> statement-breakpoint
create trigger decision_no_update before update on decision begin select raise(abort, 'decision is insert-only'); end;
--> statement-breakpoint
create trigger decision_no_delete before delete on decision begin select raise(abort, 'decision is insert-only'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger decision_no_replace before insert on decision when exists (select 1 from decision where activity_id = new.activity_id and seq = new.seq) begin select raise(abort, 'decision is insert-only: already there'); end;
--> statement-breakpoint
create trigger tally_use_no_update before update on tally_use begin select raise(abort, 'tally_use is insert-only'); end;
--> statement-breakpoint
create trigger tally_use_no_delete before delete on tally_use begin select raise(abort, 'tally_use is insert-only'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger tally_use_no_replace before insert on tally_use when exists (select 1 from tally_use where activity_id = new.activity_id and seq = new.seq and key = new.key) begin select raise(abort, 'tally_use is insert-only: already there'); end;
--> statement-breakpoint
create trigger review_no_update before update on review begin select raise(abort, 'review is insert-only'); end;
--> statement-breakpoint
create trigger review_no_delete before delete on review begin select raise(abort, 'review is insert-only'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger review_no_replace before insert on review when exists (select 1 from review where activity_id = new.activity_id) begin select raise(abort, 'review is insert-only: already there'); end;
--> statement-breakpoint
create trigger voucher_step_no_update before update on voucher_step begin select raise(abort, 'voucher_step is insert-only'); end;
--> statement-breakpoint
create trigger voucher_step_no_delete before delete on voucher_step begin select raise(abort, 'voucher_step is insert-only'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger voucher_step_no_replace before insert on voucher_step when exists (select 1 from voucher_step where id = new.id) begin select raise(abort, 'voucher_step is insert-only: already there'); end;
--> statement-breakpoint
create trigger audit_entry_no_update before update on audit_entry begin select raise(abort, 'audit_entry is insert-only'); end;
--> statement-breakpoint
create trigger audit_entry_no_delete before delete on audit_entry begin select raise(abort, 'audit_entry is insert-only'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger audit_entry_no_replace before insert on audit_entry when exists (select 1 from audit_entry where id = new.id) begin select raise(abort, 'audit_entry is insert-only: already there'); end;
--> statement-breakpoint
create trigger factor_version_no_update before update on factor_version begin select raise(abort, 'factor_version is insert-only'); end;
--> statement-breakpoint
create trigger factor_version_no_delete before delete on factor_version begin select raise(abort, 'factor_version is insert-only'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger factor_version_no_replace before insert on factor_version when exists (select 1 from factor_version where id = new.id) begin select raise(abort, 'factor_version is insert-only: already there'); end;
--> statement-breakpoint
create trigger seal_block_no_update before update on seal_block begin select raise(abort, 'seal_block is insert-only'); end;
--> statement-breakpoint
create trigger seal_block_no_delete before delete on seal_block begin select raise(abort, 'seal_block is insert-only'); end;
--> statement-breakpoint
-- REPLACE deletes without firing delete triggers unless a connection asks for it.
create trigger seal_block_no_replace before insert on seal_block when exists (select 1 from seal_block where number = new.number) begin select raise(abort, 'seal_block is insert-only: already there'); end;
--> statement-breakpoint
create trigger rule_version_frozen before update on rule_version when old.state <> 'draft' and (new.code is not old.code or new.version is not old.version or new.action_type is not old.action_type or new.body is not old.body or new.body_hash is not old.body_hash or new.author_id is not old.author_id or new.approver_id is not old.approver_id or new.created_at is not old.created_at) begin select raise(abort, 'a rule past its draft is frozen'); end;
--> statement-breakpoint
create trigger voucher_frozen before update on voucher when old.id = new.id and (new.reward_id is not old.reward_id or new.resident_id is not old.resident_id or new.merchant_id is not old.merchant_id or new.price_centipoints is not old.price_centipoints or new.settlement_fen is not old.settlement_fen or new.payer is not old.payer or new.fiscal_year is not old.fiscal_year or new.issued_at is not old.issued_at) begin select raise(abort, 'what a voucher is worth is frozen when it is redeemed'); end;
--> statement-breakpoint
create trigger settlement_frozen before update on settlement when old.state in ('confirmed', 'paid') and (new.merchant_id is not old.merchant_id or new.from_on is not old.from_on or new.through_on is not old.through_on or new.lines is not old.lines or new.total_fen is not old.total_fen or new.created_at is not old.created_at or new.decided_at is not old.decided_at) begin select raise(abort, 'a confirmed settlement is frozen'); end;
--> statement-breakpoint
create trigger rule_version_no_delete before delete on rule_version when old.state <> 'draft' begin select raise(abort, 'a rule past its draft is kept'); end;
--> statement-breakpoint
create trigger rule_version_starts_as_draft before insert on rule_version when new.state <> 'draft' begin select raise(abort, 'a rule starts as a draft'); end;
--> statement-breakpoint
create trigger rule_version_until_once before update on rule_version when old.effective_until is not null and (new.effective_until is null or new.effective_until > old.effective_until) begin select raise(abort, 'the end of a rule can only come nearer'); end;
--> statement-breakpoint
create trigger rule_version_from_once before update on rule_version when old.state = 'scheduled' and (new.effective_from is null or new.effective_from <> old.effective_from) begin select raise(abort, 'the start of a scheduled rule is frozen'); end;
--> statement-breakpoint
create trigger rule_version_steps before update on rule_version when not ((new.state = old.state and old.state <> 'withdrawn') or (old.state = 'draft' and new.state in ('approved', 'withdrawn')) or (old.state = 'approved' and new.state in ('scheduled', 'withdrawn')) or (old.state = 'scheduled' and new.state = 'withdrawn')) begin select raise(abort, 'a rule takes its steps in order, and a withdrawn one is final'); end;
--> statement-breakpoint
create trigger settlement_paid_for_good before update on settlement when old.state = 'paid' or (old.state = 'confirmed' and new.state not in ('confirmed', 'paid')) begin select raise(abort, 'a confirmed settlement can only be paid'); end;
--> statement-breakpoint
create trigger settlement_no_delete before delete on settlement when old.state <> 'draft' begin select raise(abort, 'a settlement is kept'); end;
--> statement-breakpoint
create trigger settlement_line_closed_insert before insert on settlement_line when exists (select 1 from settlement where id = new.settlement_id and state in ('confirmed', 'paid')) begin select raise(abort, 'the period is closed'); end;
--> statement-breakpoint
create trigger settlement_line_closed_delete before delete on settlement_line when exists (select 1 from settlement where id = old.settlement_id and state in ('confirmed', 'paid')) begin select raise(abort, 'the period is closed'); end;
--> statement-breakpoint
create trigger settlement_line_no_update before update on settlement_line begin select raise(abort, 'settlement_line is not changed'); end;
--> statement-breakpoint
create trigger claim_overlap before insert on claim when exists (select 1 from claim where resident_id = new.resident_id and class = new.class and from_at < new.until_at and from_at > new.from_at - 86400000 and until_at > new.from_at) begin select raise(abort, 'already claimed'); end;
--> statement-breakpoint
create trigger claim_overlap_update before update on claim when exists (select 1 from claim where resident_id = new.resident_id and class = new.class and from_at < new.until_at and from_at > new.from_at - 86400000 and until_at > new.from_at and not (source = old.source and source_activity_id = old.source_activity_id)) begin select raise(abort, 'already claimed'); end;
--> statement-breakpoint
create trigger claim_length before insert on claim when new.until_at - new.from_at > 86400000 begin select raise(abort, 'a claim is at most a day long'); end;
--> statement-breakpoint
insert into rule_book_stamp (id, stamp) values (1, 0);
