create table things (id int primary key, origin text, weight numeric);
