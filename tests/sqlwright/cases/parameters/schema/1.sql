create table t (id bigint primary key, a text not null, b text, tags text[] not null default '{}', at timestamptz);
