-- Tables by name, so that foreign keys come before what they refer to, and some go round in a ring.
create function first_member (t teams) returns bigint language sql as 'select min(id) from members';

create table members (
  id bigint default nextval('members_id_seq'::regclass) not null,
  constraint members_pkey primary key (id),
  team_id bigint not null,
  avatar BLOB not null,
  nick string,
  constraint members_team_id_fkey foreign key (team_id) references teams (id) on delete cascade
);

create unique index members_pkey on members (id);

create table teams (
  id bigint primary key,
  captain_id bigint references members (id),
  name text not null
);
