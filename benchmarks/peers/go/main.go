// The peer in Go: net/http, pgx and slog, with what a careful service has: a request's id, a deadline, an access log.
package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"
)

const (
	getUser = `select id, email, name, version, created_at, updated_at
from users where id = $1 and deleted_at is null`
	listUsers = `select id, email, name, version, created_at, updated_at
from users where deleted_at is null order by created_at desc, id desc limit $1`

	requestTimeout = 5 * time.Second
	poolSize       = 10
)

type User struct {
	ID        pgtype.UUID `json:"id"`
	Email     string      `json:"email"`
	Name      string      `json:"name"`
	Version   int64       `json:"version"`
	CreatedAt time.Time   `json:"created_at"`
	UpdatedAt time.Time   `json:"updated_at"`
}

type Page struct {
	Items      []User  `json:"items"`
	NextCursor *string `json:"next_cursor"`
}

type server struct{ pool *pgxpool.Pool }

func (s server) getUser(w http.ResponseWriter, r *http.Request) {
	var id pgtype.UUID
	if err := id.Scan(r.PathValue("id")); err != nil {
		http.Error(w, "not a UUID", http.StatusBadRequest)
		return
	}
	rows, _ := s.pool.Query(r.Context(), getUser, id)
	user, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[User])
	if errors.Is(err, pgx.ErrNoRows) {
		http.Error(w, "no such user", http.StatusNotFound)
		return
	}
	answer(w, user, err)
}

func (s server) listUsers(w http.ResponseWriter, r *http.Request) {
	limit := 50
	if given := r.URL.Query().Get("limit"); given != "" {
		var err error
		if limit, err = strconv.Atoi(given); err != nil || limit < 1 || limit > 100 {
			http.Error(w, "limit is from 1 to 100", http.StatusBadRequest)
			return
		}
	}
	rows, _ := s.pool.Query(r.Context(), listUsers, limit+1)
	users, err := pgx.CollectRows(rows, pgx.RowToStructByPos[User])
	page := Page{Items: users}
	if len(users) > limit {
		page.Items = users[:limit]
		last := users[limit-1]
		cursor := base64.URLEncoding.EncodeToString([]byte(last.CreatedAt.Format(time.RFC3339Nano) + " " + last.ID.String()))
		page.NextCursor = &cursor
	}
	answer(w, page, err)
}

func answer(w http.ResponseWriter, content any, err error) {
	if err != nil {
		slog.Error("unexpected error", "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(content)
}

type recorder struct {
	http.ResponseWriter
	status int
	bytes  int
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(part []byte) (int, error) {
	r.bytes += len(part)
	return r.ResponseWriter.Write(part)
}

func around(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := time.Now()
		id := r.Header.Get("X-Request-ID")
		if id == "" {
			id = rand.Text()
		}
		w.Header().Set("X-Request-ID", id)
		ctx, cancel := context.WithTimeout(r.Context(), requestTimeout)
		defer cancel()
		recorded := &recorder{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(recorded, r.WithContext(ctx))
		slog.Info("request", "request_id", id, "method", r.Method, "path", r.URL.Path, "status", recorded.status,
			"duration_ms", float64(time.Since(started).Microseconds())/1000, "bytes", recorded.bytes)
	})
}

func main() {
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, nil)))
	config, err := pgxpool.ParseConfig(os.Getenv("DATABASE_URL"))
	if err != nil {
		panic(err)
	}
	config.MaxConns = poolSize
	pool, err := pgxpool.NewWithConfig(context.Background(), config)
	if err != nil {
		panic(err)
	}
	s := server{pool}
	routes := http.NewServeMux()
	routes.HandleFunc("GET /users/{id}", s.getUser)
	routes.HandleFunc("GET /users", s.listUsers)
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), around(routes)))
}
