create extension vector;
create table pictures (
  id int primary key,
  embedding vector(3) not null,
  half halfvec(2),
  sparse sparsevec(3),
  parts vector[]
);
