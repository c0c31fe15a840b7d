create extension vector;
create table passages (id int primary key, body text not null, embedding vector(3), half halfvec(2), sparse sparsevec(4));
