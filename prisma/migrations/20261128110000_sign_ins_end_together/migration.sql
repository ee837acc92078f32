-- Where a mailed link leads is kept beside it, not in it. Closing an account, or opening it again, ends its sign-ins and
-- links in the same transaction, whoever does it: nothing of before the closing lives on after it.

-- AlterTable
ALTER TABLE "sign_in_token" ADD COLUMN "callback_path" VARCHAR(512) NOT NULL DEFAULT '/';

create function end_sign_ins_of_person() returns trigger language plpgsql as $$
begin
  delete from auth_session where user_id = new.id;
  delete from sign_in_token where identifier = new.email;
  return null;
end
$$;

create trigger user_deactivation_ends_sign_ins after update of deactivated_at on "user"
  for each row when (old.deactivated_at is distinct from new.deactivated_at) execute function end_sign_ins_of_person();

-- A sign-in that began before the closing must not come after it: the lock waits for a closing that is under way.
create function refuse_sign_in_of_deactivated() returns trigger language plpgsql as $$
begin
  perform from "user" where id = new.user_id and deactivated_at is null for share;
  if not found then
    raise exception 'a deactivated person cannot sign in' using errcode = 'check_violation';
  end if;
  return new;
end
$$;

create trigger auth_session_of_active_person before insert on auth_session
  for each row execute function refuse_sign_in_of_deactivated();
