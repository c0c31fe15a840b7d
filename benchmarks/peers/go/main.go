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
	createUser = `insert into users (email, name) values ($1, $2)
returning id, email, name, version, created_at, updated_at`
	listOrders = `select id, user_id, status, total::text, paid::text, created_at, updated_at
from orders where status = $2 order by created_at desc, id desc limit $1`
	getOrder = `select id, user_id, status, total::text, paid::text, created_at, updated_at
from orders where id = $1`
	getItems = `select sku, quantity, unit_price::text, line_total::text
from order_items where order_id = $1 order by position`
	getPayments = `select id, order_id, amount::text, method, created_at
from payments where order_id = $1 order by created_at, id`
	getShipment = `select order_id, carrier, tracking_number, shipped_at from shipments where order_id = $1`

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

type Page[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"next_cursor"`
}

type NewUser struct {
	Email string `json:"email"`
	Name  string `json:"name"`
}

type Order struct {
	ID        pgtype.UUID `json:"id"`
	UserID    pgtype.UUID `json:"user_id"`
	Status    string      `json:"status"`
	Total     string      `json:"total"`
	Paid      string      `json:"paid"`
	CreatedAt time.Time   `json:"created_at"`
	UpdatedAt time.Time   `json:"updated_at"`
}

type Item struct {
	SKU       string `json:"sku"`
	Quantity  int64  `json:"quantity"`
	UnitPrice string `json:"unit_price"`
	LineTotal string `json:"line_total"`
}

type FullOrder struct {
	Order
	Items []Item `json:"items"`
}

type Payment struct {
	ID        pgtype.UUID `json:"id"`
	OrderID   pgtype.UUID `json:"order_id"`
	Amount    string      `json:"amount"`
	Method    string      `json:"method"`
	CreatedAt time.Time   `json:"created_at"`
}

type Shipment struct {
	OrderID        pgtype.UUID `json:"order_id"`
	Carrier        string      `json:"carrier"`
	TrackingNumber string      `json:"tracking_number"`
	ShippedAt      time.Time   `json:"shipped_at"`
}

type Summary struct {
	Order    FullOrder `json:"order"`
	Payments []Payment `json:"payments"`
	Shipment *Shipment `json:"shipment"`
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
	answer(w, http.StatusOK, user, err)
}

func (s server) createUser(w http.ResponseWriter, r *http.Request) {
	var given NewUser
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&given); err != nil || len(given.Email) < 3 || given.Name == "" {
		http.Error(w, "not a user", http.StatusBadRequest)
		return
	}
	rows, _ := s.pool.Query(r.Context(), createUser, given.Email, given.Name)
	user, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[User])
	answer(w, http.StatusCreated, user, err)
}

func (s server) listUsers(w http.ResponseWriter, r *http.Request) {
	limit, ok := limitOf(w, r)
	if !ok {
		return
	}
	rows, _ := s.pool.Query(r.Context(), listUsers, limit+1)
	users, err := pgx.CollectRows(rows, pgx.RowToStructByPos[User])
	answer(w, http.StatusOK, pageOf(users, limit, func(u User) (time.Time, pgtype.UUID) { return u.CreatedAt, u.ID }), err)
}

func (s server) listOrders(w http.ResponseWriter, r *http.Request) {
	limit, ok := limitOf(w, r)
	if !ok {
		return
	}
	rows, _ := s.pool.Query(r.Context(), listOrders, limit+1, r.URL.Query().Get("status"))
	orders, err := pgx.CollectRows(rows, pgx.RowToStructByPos[Order])
	answer(w, http.StatusOK, pageOf(orders, limit, func(o Order) (time.Time, pgtype.UUID) { return o.CreatedAt, o.ID }), err)
}

func (s server) getSummary(w http.ResponseWriter, r *http.Request) {
	var id pgtype.UUID
	if err := id.Scan(r.PathValue("id")); err != nil {
		http.Error(w, "not a UUID", http.StatusBadRequest)
		return
	}
	summary, err := s.summary(r.Context(), id)
	if errors.Is(err, pgx.ErrNoRows) {
		http.Error(w, "no such order", http.StatusNotFound)
		return
	}
	answer(w, http.StatusOK, summary, err)
}

func (s server) summary(ctx context.Context, id pgtype.UUID) (found Summary, err error) {
	connection, err := s.pool.Acquire(ctx)
	if err != nil {
		return found, err
	}
	defer connection.Release()
	rows, _ := connection.Query(ctx, getOrder, id)
	if found.Order.Order, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByPos[Order]); err != nil {
		return found, err
	}
	rows, _ = connection.Query(ctx, getItems, id)
	if found.Order.Items, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Item]); err != nil {
		return found, err
	}
	rows, _ = connection.Query(ctx, getPayments, id)
	if found.Payments, err = pgx.CollectRows(rows, pgx.RowToStructByPos[Payment]); err != nil {
		return found, err
	}
	rows, _ = connection.Query(ctx, getShipment, id)
	shipment, err := pgx.CollectOneRow(rows, pgx.RowToAddrOfStructByPos[Shipment])
	if errors.Is(err, pgx.ErrNoRows) {
		return found, nil
	}
	found.Shipment = shipment
	return found, err
}

func limitOf(w http.ResponseWriter, r *http.Request) (int, bool) {
	given := r.URL.Query().Get("limit")
	if given == "" {
		return 50, true
	}
	limit, err := strconv.Atoi(given)
	if err != nil || limit < 1 || limit > 100 {
		http.Error(w, "limit is from 1 to 100", http.StatusBadRequest)
		return 0, false
	}
	return limit, true
}

func pageOf[T any](rows []T, limit int, key func(T) (time.Time, pgtype.UUID)) Page[T] {
	if len(rows) <= limit {
		return Page[T]{Items: rows}
	}
	at, id := key(rows[limit-1])
	cursor := base64.URLEncoding.EncodeToString([]byte(at.Format(time.RFC3339Nano) + " " + id.String()))
	return Page[T]{rows[:limit], &cursor}
}

func answer(w http.ResponseWriter, status int, content any, err error) {
	if err != nil {
		slog.Error("unexpected error", "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
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
	routes.HandleFunc("POST /users", s.createUser)
	routes.HandleFunc("GET /orders", s.listOrders)
	routes.HandleFunc("GET /orders/{id}/summary", s.getSummary)
	panic(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), around(routes)))
}
