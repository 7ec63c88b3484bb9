-- What the schema cannot say about the newer tables.
create function appeal_frozen() returns trigger language plpgsql as $$
begin
  if new.id is distinct from old.id or new.resident_id is distinct from old.resident_id or new.action_type is distinct from old.action_type or new.partner_id is distinct from old.partner_id or new.deed_on is distinct from old.deed_on or new.deed_at is distinct from old.deed_at or new.words_sealed is distinct from old.words_sealed or new.findings is distinct from old.findings or new.filed_at is distinct from old.filed_at or new.due_on is distinct from old.due_on then
    raise exception 'what an appeal says, and its deadline, are frozen' using errcode = 'restrict_violation';
  end if;
  if old.decided_at is not null then
    raise exception 'an answered appeal stays as it is' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger appeal_frozen before update on appeal for each row execute function appeal_frozen();
--> statement-breakpoint
create trigger appeal_no_delete before delete on appeal for each row execute function refuse_change();
--> statement-breakpoint
create trigger appeal_no_truncate before truncate on appeal for each statement execute function refuse_change();
--> statement-breakpoint
create trigger served_act_no_change before update or delete on served_act for each row execute function refuse_change();
--> statement-breakpoint
create trigger served_act_no_truncate before truncate on served_act for each statement execute function refuse_change();
--> statement-breakpoint
create trigger helped_voucher_no_change before update or delete on helped_voucher for each row execute function refuse_change();
--> statement-breakpoint
create trigger helped_voucher_no_truncate before truncate on helped_voucher for each statement execute function refuse_change();
--> statement-breakpoint
create trigger deed_share_no_change before update or delete on deed_share for each row execute function refuse_change();
--> statement-breakpoint
create trigger deed_share_no_truncate before truncate on deed_share for each statement execute function refuse_change();
--> statement-breakpoint
create trigger offline_acceptance_no_change before update or delete on offline_acceptance for each row execute function refuse_change();
--> statement-breakpoint
create trigger offline_acceptance_no_truncate before truncate on offline_acceptance for each statement execute function refuse_change();
--> statement-breakpoint
create trigger line_objection_no_change before update or delete on line_objection for each row execute function refuse_change();
--> statement-breakpoint
create trigger line_objection_no_truncate before truncate on line_objection for each statement execute function refuse_change();
--> statement-breakpoint
update reward set search_text = lower(concat_ws(' ', title->>'zh', title->>'en', description->>'zh', description->>'en')) where search_text is null;
--> statement-breakpoint
create function refuse_reward_step() returns trigger language plpgsql as $$
begin
  raise exception 'refused by %: the row may not take this step', tg_name using errcode = 'integrity_constraint_violation';
end $$;
--> statement-breakpoint
create trigger reward_queue_first before update on reward for each row when ((new.published and new.stock > 0 and new.waiting > 0) or new.waiting < 0 or new.reserved < 0) execute function refuse_reward_step();
--> statement-breakpoint
create trigger waiting_place_steps before update on waiting_place for each row when (not ((old.state = 'waiting' and new.state in ('offered', 'left')) or (old.state = 'offered' and new.state in ('redeemed', 'left', 'lapsed'))) or (new.id, new.reward_id, new.resident_id, new.number, new.joined_at) is distinct from (old.id, old.reward_id, old.resident_id, old.number, old.joined_at)) execute function refuse_reward_step();
--> statement-breakpoint
create trigger waiting_place_no_delete before delete on waiting_place for each row execute function refuse_reward_step();
--> statement-breakpoint
create trigger restock_plan_steps before update on restock_plan for each row when (not (old.state = 'planned' and new.state in ('applied', 'withdrawn')) or (new.id, new.reward_id, new.due_on, new.units, new.created_at) is distinct from (old.id, old.reward_id, old.due_on, old.units, old.created_at)) execute function refuse_reward_step();
--> statement-breakpoint
create trigger restock_plan_no_delete before delete on restock_plan for each row execute function refuse_reward_step();
