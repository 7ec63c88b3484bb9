-- What the schema cannot say: history is only ever added to, published bodies and settled periods stay as they are.
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is insert-only', tg_table_name using errcode = 'restrict_violation';
end $$;
--> statement-breakpoint
create trigger transfer_no_change before update or delete on transfer for each row execute function refuse_change();
--> statement-breakpoint
create trigger transfer_no_truncate before truncate on transfer for each statement execute function refuse_change();
--> statement-breakpoint
create trigger lot_move_no_change before update or delete on lot_move for each row execute function refuse_change();
--> statement-breakpoint
create trigger lot_move_no_truncate before truncate on lot_move for each statement execute function refuse_change();
--> statement-breakpoint
create trigger activity_no_change before update or delete on activity for each row execute function refuse_change();
--> statement-breakpoint
create trigger activity_no_truncate before truncate on activity for each statement execute function refuse_change();
--> statement-breakpoint
create trigger event_key_no_change before update or delete on event_key for each row execute function refuse_change();
--> statement-breakpoint
create trigger event_key_no_truncate before truncate on event_key for each statement execute function refuse_change();
--> statement-breakpoint
create trigger decision_no_change before update or delete on decision for each row execute function refuse_change();
--> statement-breakpoint
create trigger decision_no_truncate before truncate on decision for each statement execute function refuse_change();
--> statement-breakpoint
create trigger tally_use_no_change before update or delete on tally_use for each row execute function refuse_change();
--> statement-breakpoint
create trigger tally_use_no_truncate before truncate on tally_use for each statement execute function refuse_change();
--> statement-breakpoint
create trigger review_no_change before update or delete on review for each row execute function refuse_change();
--> statement-breakpoint
create trigger review_no_truncate before truncate on review for each statement execute function refuse_change();
--> statement-breakpoint
create trigger voucher_step_no_change before update or delete on voucher_step for each row execute function refuse_change();
--> statement-breakpoint
create trigger voucher_step_no_truncate before truncate on voucher_step for each statement execute function refuse_change();
--> statement-breakpoint
create trigger audit_entry_no_change before update or delete on audit_entry for each row execute function refuse_change();
--> statement-breakpoint
create trigger audit_entry_no_truncate before truncate on audit_entry for each statement execute function refuse_change();
--> statement-breakpoint
create trigger factor_version_no_change before update or delete on factor_version for each row execute function refuse_change();
--> statement-breakpoint
create trigger factor_version_no_truncate before truncate on factor_version for each statement execute function refuse_change();
--> statement-breakpoint
create trigger seal_block_no_change before update or delete on seal_block for each row execute function refuse_change();
--> statement-breakpoint
create trigger seal_block_no_truncate before truncate on seal_block for each statement execute function refuse_change();
--> statement-breakpoint
create function rule_version_frozen() returns trigger language plpgsql as $$
begin
  if old.state <> 'draft' and (new.code is distinct from old.code or new.version is distinct from old.version or new.action_type is distinct from old.action_type or new.body is distinct from old.body or new.body_hash is distinct from old.body_hash or new.author_id is distinct from old.author_id or new.approver_id is distinct from old.approver_id or new.created_at is distinct from old.created_at) then
    raise exception 'a rule past its draft is frozen' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger rule_version_frozen before update on rule_version for each row execute function rule_version_frozen();
--> statement-breakpoint
create function voucher_frozen() returns trigger language plpgsql as $$
begin
  if old.id = new.id and (new.reward_id is distinct from old.reward_id or new.resident_id is distinct from old.resident_id or new.merchant_id is distinct from old.merchant_id or new.price_centipoints is distinct from old.price_centipoints or new.settlement_fen is distinct from old.settlement_fen or new.payer is distinct from old.payer or new.fiscal_year is distinct from old.fiscal_year or new.issued_at is distinct from old.issued_at) then
    raise exception 'what a voucher is worth is frozen when it is redeemed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger voucher_frozen before update on voucher for each row execute function voucher_frozen();
--> statement-breakpoint
create function settlement_frozen() returns trigger language plpgsql as $$
begin
  if old.state in ('confirmed', 'paid') and (new.merchant_id is distinct from old.merchant_id or new.from_on is distinct from old.from_on or new.through_on is distinct from old.through_on or new.lines is distinct from old.lines or new.total_fen is distinct from old.total_fen or new.created_at is distinct from old.created_at or new.decided_at is distinct from old.decided_at) then
    raise exception 'a confirmed settlement is frozen' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger settlement_frozen before update on settlement for each row execute function settlement_frozen();
--> statement-breakpoint
create function rule_version_no_delete() returns trigger language plpgsql as $$
begin
  if old.state <> 'draft' then
    raise exception 'a rule past its draft is kept' using errcode = 'restrict_violation';
  end if;
  return old;
end $$;
--> statement-breakpoint
create trigger rule_version_no_delete before delete on rule_version for each row execute function rule_version_no_delete();
--> statement-breakpoint
create function rule_version_starts_as_draft() returns trigger language plpgsql as $$
begin
  if new.state <> 'draft' then
    raise exception 'a rule starts as a draft' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger rule_version_starts_as_draft before insert on rule_version for each row execute function rule_version_starts_as_draft();
--> statement-breakpoint
create function rule_version_until_once() returns trigger language plpgsql as $$
begin
  if old.effective_until is not null and (new.effective_until is null or new.effective_until > old.effective_until) then
    raise exception 'the end of a rule can only come nearer' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger rule_version_until_once before update on rule_version for each row execute function rule_version_until_once();
--> statement-breakpoint
create function rule_version_from_once() returns trigger language plpgsql as $$
begin
  if old.state = 'scheduled' and (new.effective_from is null or new.effective_from <> old.effective_from) then
    raise exception 'the start of a scheduled rule is frozen' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger rule_version_from_once before update on rule_version for each row execute function rule_version_from_once();
--> statement-breakpoint
create function rule_version_steps() returns trigger language plpgsql as $$
begin
  if not ((new.state = old.state and old.state <> 'withdrawn') or (old.state = 'draft' and new.state in ('approved', 'withdrawn')) or (old.state = 'approved' and new.state in ('scheduled', 'withdrawn')) or (old.state = 'scheduled' and new.state = 'withdrawn')) then
    raise exception 'a rule takes its steps in order, and a withdrawn one is final' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger rule_version_steps before update on rule_version for each row execute function rule_version_steps();
--> statement-breakpoint
create function settlement_paid_for_good() returns trigger language plpgsql as $$
begin
  if old.state = 'paid' or (old.state = 'confirmed' and new.state not in ('confirmed', 'paid')) then
    raise exception 'a confirmed settlement can only be paid' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger settlement_paid_for_good before update on settlement for each row execute function settlement_paid_for_good();
--> statement-breakpoint
create function settlement_no_delete() returns trigger language plpgsql as $$
begin
  if old.state <> 'draft' then
    raise exception 'a settlement is kept' using errcode = 'restrict_violation';
  end if;
  return old;
end $$;
--> statement-breakpoint
create trigger settlement_no_delete before delete on settlement for each row execute function settlement_no_delete();
--> statement-breakpoint
create function settlement_line_closed_insert() returns trigger language plpgsql as $$
begin
  if exists (select 1 from settlement where id = new.settlement_id and state in ('confirmed', 'paid')) then
    raise exception 'the period is closed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger settlement_line_closed_insert before insert on settlement_line for each row execute function settlement_line_closed_insert();
--> statement-breakpoint
create function settlement_line_closed_delete() returns trigger language plpgsql as $$
begin
  if exists (select 1 from settlement where id = old.settlement_id and state in ('confirmed', 'paid')) then
    raise exception 'the period is closed' using errcode = 'restrict_violation';
  end if;
  return old;
end $$;
--> statement-breakpoint
create trigger settlement_line_closed_delete before delete on settlement_line for each row execute function settlement_line_closed_delete();
--> statement-breakpoint
create trigger settlement_line_no_update before update on settlement_line for each row execute function refuse_change();
--> statement-breakpoint
create function claim_overlap() returns trigger language plpgsql as $$
begin
  if exists (select 1 from claim where resident_id = new.resident_id and class = new.class and from_at < new.until_at and from_at > new.from_at - interval '1 day' and until_at > new.from_at) then
    raise exception 'already claimed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger claim_overlap before insert on claim for each row execute function claim_overlap();
--> statement-breakpoint
create function claim_overlap_update() returns trigger language plpgsql as $$
begin
  if exists (select 1 from claim where resident_id = new.resident_id and class = new.class and from_at < new.until_at and from_at > new.from_at - interval '1 day' and until_at > new.from_at and not (source = old.source and source_activity_id = old.source_activity_id)) then
    raise exception 'already claimed' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger claim_overlap_update before update on claim for each row execute function claim_overlap_update();
--> statement-breakpoint
create function claim_length() returns trigger language plpgsql as $$
begin
  if new.until_at - new.from_at > interval '1 day' then
    raise exception 'a claim is at most a day long' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger claim_length before insert on claim for each row execute function claim_length();
--> statement-breakpoint
insert into rule_book_stamp (id, stamp) values (1, 0);
