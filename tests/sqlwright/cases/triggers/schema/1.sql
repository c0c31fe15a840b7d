-- A body that can be read: only updated_at may differ from what the statement writes.
create table users (
  id int primary key,
  name text not null,
  email text not null,
  nick text,
  updated_at timestamptz not null default now()
);
create function touch() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end $$;
create trigger touch before insert or update on users for each row execute function touch();

-- One that only refuses.
create function check_email() returns trigger language plpgsql as $$
begin
  if new.email !~ '@' then
    raise exception 'no address: %', new.email;
  end if;
  return new;
end $$;
create trigger check_email before insert or update of email on users for each row execute function check_email();

-- A slug that is made from the title, if there is none.
create table posts (
  id int primary key,
  title text not null,
  slug text not null,
  status text not null,
  changes int,
  search tsvector
);
create function make_slug() returns trigger language plpgsql as $$
begin
  if new.slug is null then
    select lower(new.title) into new.slug;
  end if;
  return new;
end $$;
create trigger make_slug before insert on posts for each row execute function make_slug();
create trigger search before insert or update on posts
  for each row execute function tsvector_update_trigger(search, 'pg_catalog.english', title);

-- One that nobody reads, but its WHEN says when it runs.
create function on_status() returns trigger language plpgsql as $$
declare
  changed posts;
begin
  changed := new;
  changed.changes := changed.changes + 1;
  return changed;
end $$;
create trigger on_status before update on posts for each row
  when (old.status is distinct from new.status) execute function on_status();

-- One that drops rows.
create table events (id int primary key, kind text not null);
create function drop_noise() returns trigger language plpgsql as $$
begin
  if new.kind = 'noise' then
    return null;
  end if;
  return new;
end $$;
create trigger drop_noise before insert on events for each row execute function drop_noise();

-- One in another form, which may do anything.
create table odd (id int primary key, a text not null, b text);
create function anything() returns trigger language plpgsql as $$
begin
  new := jsonb_populate_record(new, jsonb_build_object('a', 'x', 'b', null));
  return new;
end $$;
create trigger anything before insert or update on odd for each row execute function anything();

-- A partition's own trigger.
create table measures (id int not null, region text not null, value numeric not null, note text) partition by list (region);
create table measures_north partition of measures for values in ('north');
create table measures_other partition of measures default;
create function default_note() returns trigger language plpgsql as $$
begin
  new.note = null;
  return new;
end $$;
create trigger default_note before insert on measures_north for each row execute function default_note();
