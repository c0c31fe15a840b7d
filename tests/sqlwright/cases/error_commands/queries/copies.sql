-- name: CopySelect :copyfrom
insert into users (email) select @email::text;

-- name: CopyUpdate :copyfrom
update users set email = @email;

-- name: CopyReturning :copyfrom
insert into users (email) values (@email) returning id;

-- name: CopyConflict :copyfrom
insert into users (email) values (@email) on conflict do nothing;

-- name: CopyTwoRows :copyfrom
insert into users (email) values (@email), (@other);

-- name: CopyCast :copyfrom
insert into users (email) values (@email::varchar(3));

-- name: CopyOtherType :copyfrom
insert into generated (a) values (@a::bigint);

-- name: CopyExpression :copyfrom
insert into users (email, address) values (lower(@email), null);

-- name: CopyDefault :copyfrom
insert into users (email, address) values (@email, default);

-- name: CopyDefaults :copyfrom
insert into users default values;

-- name: CopyRuled :copyfrom
insert into ruled as r (a) values (@a);

-- name: CopyOverriding :copyfrom
insert into users (id, email) overriding system value values (@id, @email);

-- name: CopyManyRows :copyfrom
insert into generated (a) values ($1), ($1);

-- name: CopyTwoColumns :copyfrom
insert into users (id, email) values (@id, @email);

-- name: CopyToView :copyfrom
insert into emails (email) values (@email);

-- name: CopyGenerated :copyfrom
insert into generated (a, b) values (@a, @b);

-- name: CopyPart :copyfrom
insert into points (at.x) values (@x);

-- name: CopyAddress :copyfrom
insert into users (email, address) values (@email, @address);

-- name: CopySame :copyfrom
insert into users (email, name) values (@a, sqlc.arg(a));
