-- name: Catalogue :many
select * from catalogue;

-- name: Docs :many
select doc from catalogue;

-- name: Chapters :one
select chapters, id from catalogue where id = @id;

-- name: WithBooks :many
select sqlc.embed(catalogue), b.title from catalogue join books b using (id);

-- name: MaybeCatalogue :many
select sqlc.embed(c), b.title, c.doc as again from books b left join catalogue c on c.id = b.id + 1;

-- name: Pairs :many
select pair from catalogue;

-- name: Counts :many
select * from counts;

-- name: CountDocs :many
select doc, note from counts where note is not null;

-- name: Functions :one
select * from first_book(), count_all() as c (all_books, all_chapters), one_or_none() as o (maybe_id, maybe_title);

-- name: Strict :one
select a, b from strict_out(@n);

-- name: StrictNull :one
select a, b from strict_out(sqlc.narg(n));

-- name: Tables :many
select t.id, t.title, n.note from titles(@word) t, titles_with_notes() n;
