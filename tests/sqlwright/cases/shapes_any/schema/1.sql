create table notes (id int primary key, kind text not null, body jsonb not null, tags text[] not null);
create type level as enum ('low', 'high');
create function as_json(level) returns json language sql immutable return to_json($1::text);
create cast (level as json) with function as_json(level);
create function json_build_object(text, notes) returns json language sql stable return to_json($2.id);
