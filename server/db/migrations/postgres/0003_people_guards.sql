-- What the schema cannot say about the newer tables.
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
