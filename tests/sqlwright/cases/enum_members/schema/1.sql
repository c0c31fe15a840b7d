create type grade as enum ('A+', 'A-', 'A', 'I', 'O', 'l');

create type progress as enum ('in progress', 'in-progress', 'done', 'Done', 'text/html', 'C++', '50 %');

create table marks (grade grade not null, progress progress not null);
