-- What the schema cannot say about the newer tables.
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
